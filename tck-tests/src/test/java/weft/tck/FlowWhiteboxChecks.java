package weft.tck;

import java.util.concurrent.Flow;
import org.reactivestreams.tck.SubscriberWhiteboxVerification.SubscriberPuppet;
import org.reactivestreams.tck.SubscriberWhiteboxVerification.WhiteboxSubscriberProbe;
import org.reactivestreams.tck.flow.FlowSubscriberWhiteboxVerification;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import weft.future.Spawner;

/** The whitebox TCK for one of our subscribers of {@link Flow}, on one kind of runtime. */
abstract class FlowWhiteboxChecks extends FlowSubscriberWhiteboxVerification<Integer> {
  private final Runtimes kind;
  private Runtimes.Running runtime;

  FlowWhiteboxChecks(Runtimes kind) {
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

  abstract Flow.Subscriber<Integer> subject();

  @Override
  protected Flow.Subscriber<Integer> createFlowSubscriber(WhiteboxSubscriberProbe<Integer> probe) {
    return new Probed(subject(), probe);
  }

  @Override
  public Integer createElement(int element) {
    return element;
  }

  /** Shows the TCK every signal after our subscriber has had it. */
  private static final class Probed implements Flow.Subscriber<Integer> {
    private final Flow.Subscriber<Integer> subject;
    private final WhiteboxSubscriberProbe<Integer> probe;
    private boolean subscribed;

    Probed(Flow.Subscriber<Integer> subject, WhiteboxSubscriberProbe<Integer> probe) {
      this.subject = subject;
      this.probe = probe;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
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
