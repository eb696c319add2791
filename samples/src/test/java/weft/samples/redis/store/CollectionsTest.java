package weft.samples.redis.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import weft.samples.redis.protocol.Bytes;

/** Each collection against a simple model, over long random histories. */
class CollectionsTest {
  @Test
  void listAsAModelList() {
    SplittableRandom random = new SplittableRandom(3);
    ListValue list = new ListValue();
    List<Bytes> model = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      Bytes element = Bytes.of(i);
      int growing = i / 5000 % 2 == 0 ? 3 : 1;
      if (random.nextInt(4) < growing) {
        if (random.nextBoolean()) {
          list.addFirst(element);
          model.add(0, element);
        } else {
          list.addLast(element);
          model.add(element);
        }
      } else if (!model.isEmpty()) {
        if (random.nextBoolean()) {
          assertThat(list.removeFirst()).isEqualTo(model.remove(0));
        } else {
          assertThat(list.removeLast()).isEqualTo(model.remove(model.size() - 1));
        }
      }
      if (i % 100 == 0) {
        assertThat(list.slice(0, list.size())).containsExactlyElementsOf(model);
      }
    }
    int size = list.size();
    assertThatThrownBy(() -> list.get(size)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void setAsAModelSet() {
    SplittableRandom random = new SplittableRandom(4);
    SetValue set = new SetValue();
    Set<Bytes> model = new HashSet<>();
    for (int i = 0; i < 50_000; i++) {
      Bytes member = Bytes.of(random.nextInt(500));
      switch (random.nextInt(4)) {
        case 0, 1 -> assertThat(set.add(member)).isEqualTo(model.add(member));
        case 2 -> assertThat(set.remove(member)).isEqualTo(model.remove(member));
        default -> {
          if (!model.isEmpty()) {
            assertThat(model.remove(set.removeRandom(random))).isTrue();
          }
        }
      }
      assertThat(set.contains(member)).isEqualTo(model.contains(member));
      assertThat(set.size()).isEqualTo(model.size());
    }
    assertThat(set.toArray()).containsExactlyInAnyOrderElementsOf(model);
  }

  @Test
  void everyMemberIsAsLikelyToBeTakenAsAnyOther() {
    SplittableRandom random = new SplittableRandom(5);
    Map<Bytes, Integer> taken = new HashMap<>();
    for (int i = 0; i < 10_000; i++) {
      SetValue set = new SetValue();
      for (int member = 0; member < 10; member++) {
        set.add(Bytes.of(member));
      }
      taken.merge(set.removeRandom(random), 1, Integer::sum);
    }
    assertThat(taken).hasSize(10);
    assertThat(taken.values()).allMatch(times -> times > 850 && times < 1150);
  }

  @Test
  void sortedSetAsAModelTree() {
    SplittableRandom random = new SplittableRandom(6);
    SortedSetValue set = new SortedSetValue(random);
    Map<Bytes, Double> scores = new HashMap<>();
    for (int i = 0; i < 30_000; i++) {
      Bytes member = Bytes.of(random.nextInt(400));
      if (random.nextInt(3) > 0) {
        double score = random.nextInt(50) - 25;
        set.put(member, score);
        scores.put(member, score);
      } else {
        assertThat(set.remove(member)).isEqualTo(scores.remove(member) != null);
      }
      if (i % 200 == 0) {
        compare(set, scores, random);
      }
    }
    compare(set, scores, random);
  }

  private static void compare(
      SortedSetValue set, Map<Bytes, Double> scores, SplittableRandom random) {
    TreeSet<ScoredMember> tree = new TreeSet<>();
    scores.forEach((member, score) -> tree.add(new ScoredMember(member, score)));
    List<ScoredMember> expected = new ArrayList<>(tree);
    assertThat(set.size()).isEqualTo(expected.size());
    assertThat(set.slice(0, set.size())).containsExactlyElementsOf(expected);
    int from = random.nextInt(expected.size() + 1);
    int to = from + random.nextInt(expected.size() + 1 - from);
    assertThat(set.slice(from, to)).containsExactlyElementsOf(expected.subList(from, to));
    double bound = random.nextInt(60) - 30;
    assertThat(set.countWhile(element -> element.score() <= bound))
        .isEqualTo((int) expected.stream().filter(element -> element.score() <= bound).count());
  }

  @Test
  void thereIsOneZero() {
    SortedSetValue set = new SortedSetValue(new SplittableRandom(1));
    set.put(Bytes.of("b"), -0.0);
    set.put(Bytes.of("a"), 0.0);
    assertThat(set.slice(0, 2))
        .extracting(ScoredMember::member)
        .containsExactly(Bytes.of("a"), Bytes.of("b"));
  }

  @Test
  void appendingLeavesWhatAReplyRefersTo() {
    StringValue string = StringValue.of(Bytes.of("abc"));
    string.append(Bytes.of("def"));
    byte[] array = string.array();
    int length = string.length();
    for (int i = 0; i < 1000; i++) {
      string.append(Bytes.of("xyz"));
    }
    assertThat(new String(array, 0, length, StandardCharsets.US_ASCII)).isEqualTo("abcdef");
    assertThat(string.toBytes().toString()).isEqualTo("abcdef" + "xyz".repeat(1000));
  }
}
