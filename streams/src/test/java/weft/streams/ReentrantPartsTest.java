package weft.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Functions that cancel a part of the very stream whose items they are shown. */
class ReentrantPartsTest {
  private final Hand hand = new Hand();
  private final List<Stream<?>> toCancel = new ArrayList<>();

  private void cancelOne() {
    toCancel.remove(0).cancel();
  }

  @Test
  void conditionThatCancelsTheOtherPartLosesNothing() throws Exception {
    Script<Integer> script = Script.of(2, 4, 1, 100, 6, 8).end();
    Sharing.Split<Integer> split =
        Sharing.split(
            script,
            item -> {
              if (item == 100) {
                cancelOne();
              }
              return item % 2 == 0;
            },
            2);
    toCancel.add(split.others());
    assertThat(hand.run(split.matching().toList())).containsExactly(2, 4, 100, 6, 8);
    assertThat(script.cancels).isEqualTo(1);
  }

  @Test
  void conditionThatCancelsBothPartsDropsItsItem() throws Exception {
    Token last = new Token(2);
    Script<Token> script = new Script<Token>().item(last);
    Sharing.Split<Token> split =
        Sharing.split(
            script,
            item -> {
              cancelOne();
              cancelOne();
              return true;
            },
            2);
    toCancel.add(split.others());
    toCancel.add(split.matching());
    assertThat(hand.poll(split.matching()).isPending()).isTrue();
    assertThat(last.dropped).isEqualTo(1);
    assertThat(script.cancels).isEqualTo(1);
  }

  @Test
  void keyThatCancelsAnotherGroupLosesNothing() throws Exception {
    Script<String> script = Script.of("a1", "b1", "a2", "end b", "a3", "b2").end();
    Map<Character, Group<Character, String>> open = new HashMap<>();
    Stream<Group<Character, String>> groups =
        script.via(
            Stateful.<Character, String>groupBy(
                item -> {
                  if (item.startsWith("end ")) {
                    open.remove(item.charAt(4)).cancel();
                    return '-';
                  }
                  return item.charAt(0);
                },
                4,
                8));
    List<Group<Character, String>> opened = new ArrayList<>();
    Group<Character, String> group;
    while ((group = hand.run(groups.next())) != null) {
      open.put(group.key(), group);
      opened.add(group);
    }
    assertThat(opened).extracting(Group::key).containsExactly('a', 'b', '-', 'b');
    assertThat(hand.run(opened.get(0).toList())).containsExactly("a1", "a2", "a3");
    assertThat(hand.run(opened.get(2).toList())).containsExactly("end b");
    assertThat(hand.run(opened.get(3).toList())).containsExactly("b2");
  }

  @Test
  void copierThatCancelsASubscriberBeforeServesTheOthers() throws Exception {
    int[] copies = {0};
    Shared<Integer> shared =
        Sharing.share(
            Streams.of(1, 2, 3),
            4,
            item -> {
              if (++copies[0] == 4) { // the second item's for the second subscriber
                cancelOne();
              }
              return item;
            },
            item -> {});
    Stream<Integer> left = shared.subscribe();
    Stream<Integer> right = shared.subscribe();
    toCancel.add(left);
    assertThat(hand.run(right.toList())).containsExactly(1, 2, 3);
  }
}
