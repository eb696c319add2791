package weft.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import weft.future.Undelivered;

/** Items that an operator leaves out, and that no function of the user's has seen. */
class LeftOutItemsTest {
  private final Hand hand = new Hand();
  private final List<String> dropped = new ArrayList<>();

  /** Equals others of its value, and has a name. */
  private final class Item implements Undelivered {
    final int value;
    final String name;

    Item(int value, String name) {
      this.value = value;
      this.name = name;
    }

    @Override
    public void onUndelivered() {
      dropped.add(name);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Item item && item.value == value;
    }

    @Override
    public int hashCode() {
      return value;
    }
  }

  private Stream<Item> items() {
    return Streams.of(
        new Item(1, "one"), new Item(1, "one again"), new Item(2, "two"), new Item(1, "last"));
  }

  @Test
  void whatEqualsTheItemBeforeIsHandedOver() throws Exception {
    List<String> received = new ArrayList<>();
    hand.run(items().distinctUntilChanged().forEach(item -> received.add(item.name)));
    assertThat(received).containsExactly("one", "two", "last");
    assertThat(dropped).containsExactly("one again");
  }

  @Test
  void whatAKeyWasTakenOfIsTheFunctionsToRelease() throws Exception {
    List<String> seen = new ArrayList<>();
    Stream<Item> distinct =
        items()
            .via(
                Stateful.distinctUntilChanged(
                    item -> {
                      seen.add(item.name);
                      return item.value;
                    }));
    assertThat(hand.run(distinct.count())).isEqualTo(3);
    assertThat(seen).hasSize(4);
    assertThat(dropped).doesNotContain("one again");
  }

  @Test
  void anItemThatStaysAloneIsHandedOver() throws Exception {
    Stream<String> alone =
        Streams.of(new Item(1, "alone")).via(Stateful.pairwise((a, b) -> a.name + b.name));
    assertThat(hand.run(alone.toList())).isEmpty();
    assertThat(dropped).containsExactly("alone");
  }

  @Test
  void anItemThatIsAloneWhenItsStreamIsCancelledOrFailsIsHandedOver() throws Exception {
    Stream<String> cancelled =
        new Script<Item>()
            .item(new Item(1, "cancelled"))
            .block()
            .via(Stateful.pairwise((a, b) -> a.name + b.name));
    assertThat(hand.poll(cancelled).isPending()).isTrue();
    cancelled.cancel();
    Stream<String> failed =
        new Script<Item>()
            .item(new Item(1, "failed"))
            .fail(new IllegalStateException("upstream"))
            .via(Stateful.pairwise((a, b) -> a.name + b.name));
    assertThatThrownBy(() -> hand.run(failed.toList())).hasMessage("upstream");
    assertThat(dropped).containsExactly("cancelled", "failed");
  }

  @Test
  void itemsThatWereCombinedAreTheCombinersToRelease() throws Exception {
    Stream<String> pairs =
        items().via(Stateful.pairwise((a, b) -> Objects.requireNonNull(a.name + "+" + b.name)));
    assertThat(hand.run(pairs.toList())).hasSize(3);
    assertThat(dropped).isEmpty();
  }
}
