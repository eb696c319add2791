package weft.tck;

import org.reactivestreams.Subscriber;
import org.reactivestreams.tck.SubscriberBlackboxVerification;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import weft.future.Spawner;

/** The blackbox TCK for one of our subscribers, on one kind of runtime. */
abstract class SubscriberChecks extends SubscriberBlackboxVerification<Integer> {
  private final Runtimes kind;
  private Runtimes.Running runtime;

  SubscriberChecks(Runtimes kind) {
    super(new PatientEnvironment());
    this.kind = kind;
  }

  @BeforeClass
  public void startRuntime() {
    runtime = kind.start();
  }

  @AfterClass(alwaysRun = true)
  public void stopRuntime() throws Exception {
    runtime.stop().run();
  }

  final Spawner spawner() {
    return runtime.spawner();
  }

  @Override
  public abstract Subscriber<Integer> createSubscriber();

  @Override
  public Integer createElement(int element) {
    return element;
  }
}
