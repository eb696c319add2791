package weft.tck;

import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import org.reactivestreams.tck.SubscriberWhiteboxVerification;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import weft.future.Spawner;

/** The whitebox TCK for one of our subscribers, on one kind of runtime. */
abstract class WhiteboxChecks extends SubscriberWhiteboxVerification<Integer> {
  private final Runtimes kind;
  private Runtimes.Running runtime;

  WhiteboxChecks(Runtimes kind) {
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

  abstract Subscriber<Integer> subject();

  @Override
  public Subscriber<Integer> createSubscriber(WhiteboxSubscriberProbe<Integer> probe) {
    return new Probed(subject(), probe);
  }

  @Override
  public Integer createElement(int element) {
    return element;
  }

  /** Shows the TCK every signal after our subscriber has had it. */
  private static final class Probed implements Subscriber<Integer> {
    private final Subscriber<Integer> subject;
    private final WhiteboxSubscriberProbe<Integer> probe;
    private boolean subscribed;

    Probed(Subscriber<Integer> subject, WhiteboxSubscriberProbe<Integer> probe) {
      this.subject = subject;
      this.probe = probe;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      subject.onSubscribe(subscription);
      if (subscribed) {
        return; // our subscriber has cancelled this one
      }
      subscribed = true;
      probe.registerOnSubscribe(
          new SubscriberPuppet() {
            @Override
            public void triggerRequest(long elements) {
              subscription.request(elements);
            }

            @Override
            public void signalCancel() {
              subscription.cancel();
            }
          });
    }

    @Override
    public void onNext(Integer item) {
      subject.onNext(item);
      probe.registerOnNext(item);
    }

    @Override
    public void onError(Throwable failure) {
      subject.onError(failure);
      probe.registerOnError(failure);
    }

    @Override
    public void onComplete() {
      subject.onComplete();
      probe.registerOnComplete();
    }
  }
}
