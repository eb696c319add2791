package weft.tck;

import java.util.concurrent.Flow;
import org.reactivestreams.FlowAdapters;
import org.reactivestreams.tck.flow.FlowSubscriberBlackboxVerification;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;

/** The blackbox TCK for a sink as a subscriber of {@link Flow}, on one kind of runtime. */
abstract class FlowSubscriberChecks extends FlowSubscriberBlackboxVerification<Integer> {
  private final Runtimes kind;
  private Runtimes.Running runtime;

  FlowSubscriberChecks(Runtimes kind) {
    super(Runtimes.environment());
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

  @Override
  public Flow.Subscriber<Integer> createFlowSubscriber() {
    return FlowAdapters.toFlowSubscriber(Subjects.sink(runtime.spawner()));
  }

  @Override
  public Integer createElement(int element) {
    return element;
  }
}
