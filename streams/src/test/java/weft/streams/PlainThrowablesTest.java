package weft.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** Failures that are neither exceptions nor errors: polls may not throw them as they are. */
class PlainThrowablesTest {
  private final Hand hand = new Hand();
  private final Throwable plain = new Throwable("plain");

  @Test
  void failureOfAPublisherIsTheCause() {
    assertThatThrownBy(() -> hand.run(Streams.fromPublisher(failing(), 2).toList()))
        .isInstanceOf(CompletionException.class)
        .cause()
        .isSameAs(plain);
    assertThatThrownBy(() -> hand.run(Publishers.first(failing())))
        .isInstanceOf(CompletionException.class)
        .cause()
        .isSameAs(plain);
  }

  @Test
  void recoverIsShownIt() throws Exception {
    Stream<Integer> recovered =
        Streams.<Integer>fromPublisher(failing(), 2)
            .recover(
                failure -> {
                  assertThat(failure).hasCauseReference(plain);
                  return Streams.of(7);
                });
    assertThat(hand.run(recovered.toList())).containsExactly(7);
  }

  @Test
  void soIsOneThatAFunctionThrowsUndeclared() {
    Script<Integer> script = Script.of(1).end();
    assertThatThrownBy(
            () -> hand.run(script.map(item -> PlainThrowablesTest.<Integer>sneak(plain)).toList()))
        .isInstanceOf(CompletionException.class)
        .cause()
        .isSameAs(plain);
    assertThat(script.cancels).isEqualTo(1);
  }

  private Publisher<Integer> failing() {
    return (Subscriber<? super Integer> subscriber) -> {
      subscriber.onSubscribe(
          new Subscription() {
            @Override
            public void request(long count) {}

            @Override
            public void cancel() {}
          });
      subscriber.onError(plain);
    };
  }

  private static <R> R sneak(Throwable failure) {
    throw PlainThrowablesTest.<RuntimeException>undeclared(failure);
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the trick of it
  private static <X extends Throwable> X undeclared(Throwable failure) throws X {
    throw (X) failure;
  }
}
