package weft.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import weft.future.Context;
import weft.future.Poll;
import weft.future.Undelivered;
import weft.future.Waker;

/** A fanout of items that somebody must let go of: each of them is, once. */
class FanoutTest {
  private final Context cx = Context.of(Waker.noop());
  private final List<String> released = new ArrayList<>();

  private final class Owned implements Undelivered {
    final String name;

    Owned(String name) {
      this.name = name;
    }

    Owned copy() {
      return new Owned("copy of " + name);
    }

    @Override
    public void onUndelivered() {
      released.add(name);
    }
  }

  /** A sink that is done with each item at once. */
  private static class Using implements Sink<Owned> {
    final List<String> used = new ArrayList<>();

    @Override
    public Poll<Void> pollReady(Context cx) {
      return Poll.done();
    }

    @Override
    public void startSend(Owned item) throws Exception {
      used.add(item.name);
    }

    @Override
    public Poll<Void> pollFlush(Context cx) {
      return Poll.done();
    }

    @Override
    public Poll<Void> pollFinish(Context cx) {
      return Poll.done();
    }

    @Override
    public void cancel() {}
  }

  private static final class Failing extends Using {
    @Override
    public void startSend(Owned item) throws Exception {
      super.startSend(item); // a sink owns the item even if it throws
      throw new java.io.IOException("full");
    }
  }

  private void send(Sink<Owned> sink) throws Exception {
    assertThat(sink.pollReady(cx).isReady()).isTrue();
    sink.startSend(new Owned("item"));
  }

  @Test
  void theSecondSinkGetsACopy() throws Exception {
    Using left = new Using();
    Using right = new Using();
    Using third = new Using();
    send(left.fanout(right, Owned::copy).fanout(third, Owned::copy));
    assertThat(left.used).containsExactly("item");
    assertThat(right.used).containsExactly("copy of item");
    assertThat(third.used).containsExactly("copy of item");
    assertThat(released).isEmpty();
  }

  @Test
  void aCopyThatCannotBeGivenIsReleased() {
    Failing left = new Failing();
    Using right = new Using();
    assertThatThrownBy(() -> send(left.fanout(right, Owned::copy))).hasMessage("full");
    assertThat(left.used).containsExactly("item");
    assertThat(right.used).isEmpty();
    assertThat(released).containsExactly("copy of item");
  }

  @Test
  void anItemThatCannotBeCopiedIsReleased() {
    Using left = new Using();
    Using right = new Using();
    assertThatThrownBy(
            () ->
                send(
                    left.fanout(
                        right,
                        item -> {
                          throw new java.io.IOException("no copy");
                        })))
        .hasMessage("no copy");
    assertThat(released).containsExactly("item");
    assertThatThrownBy(() -> send(left.fanout(right, item -> null)))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("fanout");
    assertThat(released).containsExactly("item", "item");
    assertThat(left.used).isEmpty();
    assertThat(right.used).isEmpty();
  }

  @Test
  void withoutACopierBothGetTheItem() throws Exception {
    Using left = new Using();
    Using right = new Using();
    send(left.fanout(right));
    assertThat(right.used).isEqualTo(left.used);
    assertThatThrownBy(() -> left.fanout(right, null)).hasMessage("copier");
  }
}
