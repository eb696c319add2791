package weft.streams;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** A subscriber that writes down what it gets, and asks for nothing by itself. */
class Recorder<T> implements Subscriber<T> {
  final List<Object> signals = new ArrayList<>();
  @Nullable Subscription subscription;

  @Override
  public void onSubscribe(Subscription given) {
    subscription = given;
  }

  @Override
  public void onNext(T item) {
    signals.add(item);
  }

  @Override
  public void onError(Throwable failure) {
    signals.add(failure);
  }

  @Override
  public void onComplete() {
    signals.add("complete");
  }

  Subscription subscription() {
    return Objects.requireNonNull(subscription);
  }
}
