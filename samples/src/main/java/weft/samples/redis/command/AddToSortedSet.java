package weft.samples.redis.command;

import org.jspecify.annotations.Nullable;
import weft.samples.redis.protocol.Bytes;
import weft.samples.redis.protocol.ErrorReplyException;
import weft.samples.redis.protocol.Numbers;
import weft.samples.redis.protocol.Replies;
import weft.samples.redis.protocol.Reply;
import weft.samples.redis.store.SortedSetValue;

/** ZADD key [NX|XX] [GT|LT] [CH] [INCR] score member [score member...]. */
final class AddToSortedSet {
  private boolean ifAbsent;
  private boolean ifPresent;
  private boolean ifGreater;
  private boolean ifLess;
  private boolean countChanged;
  private boolean increment;

  private long added;
  private long updated;

  /** The new score of an increment, or null if the options forbade it. */
  private @Nullable Double incremented;

  private AddToSortedSet() {}

  static Reply run(Call call) {
    return new AddToSortedSet().execute(call);
  }

  private Reply execute(Call call) {
    int first = 2;
    while (first < call.size() && parseOption(call.argument(first))) {
      first++;
    }
    checkOptions(call.size() - first);
    double[] scores = parseScores(call, first);
    SortedSetValue set = call.database().value(call.argument(1), SortedSetValue.class);
    if (set == null && ifPresent) {
      return increment ? Replies.NULL_BULK : Replies.integer(0);
    }
    SortedSetValue target =
        set != null ? set : call.database().sortedSetForAdding(call.argument(1));
    for (int i = 0; i < scores.length; i++) {
      apply(target, call.argument(first + 2 * i + 1), scores[i]);
    }
    if (increment) {
      return incremented == null ? Replies.NULL_BULK : Replies.bulk(Numbers.format(incremented));
    }
    return Replies.integer(countChanged ? added + updated : added);
  }

  private boolean parseOption(Bytes word) {
    if (word.isWord("nx")) {
      ifAbsent = true;
    } else if (word.isWord("xx")) {
      ifPresent = true;
    } else if (word.isWord("gt")) {
      ifGreater = true;
    } else if (word.isWord("lt")) {
      ifLess = true;
    } else if (word.isWord("ch")) {
      countChanged = true;
    } else if (word.isWord("incr")) {
      increment = true;
    } else {
      return false;
    }
    return true;
  }

  private void checkOptions(int remaining) {
    if (remaining == 0 || remaining % 2 == 1) {
      throw ErrorReplyException.syntax();
    }
    if (ifAbsent && ifPresent) {
      throw ErrorReplyException.err("XX and NX options at the same time are not compatible");
    }
    if ((ifGreater && ifAbsent) || (ifLess && ifAbsent) || (ifGreater && ifLess)) {
      throw ErrorReplyException.err(
          "GT, LT, and/or NX options at the same time are not compatible");
    }
    if (increment && remaining > 2) {
      throw ErrorReplyException.err("INCR option supports a single increment-element pair");
    }
  }

  /** All scores are read before any is set, so that a wrong one changes nothing. */
  private static double[] parseScores(Call call, int first) {
    double[] scores = new double[(call.size() - first) / 2];
    for (int i = 0; i < scores.length; i++) {
      Double score = Numbers.tryParseDouble(call.argument(first + 2 * i));
      if (score == null) {
        throw ErrorReplyException.notAFloat();
      }
      scores[i] = score;
    }
    return scores;
  }

  private void apply(SortedSetValue set, Bytes member, double given) {
    Double current = set.score(member);
    if (current == null) {
      if (!ifPresent) {
        set.put(member, given);
        added++;
        incremented = given;
      }
      return;
    }
    if (ifAbsent) {
      return;
    }
    double score = increment ? current + given : given;
    if (Double.isNaN(score)) {
      throw ErrorReplyException.err("resulting score is not a number (NaN)");
    }
    if ((ifLess && score >= current) || (ifGreater && score <= current)) {
      return;
    }
    if (score != current) {
      set.put(member, score);
      updated++;
    }
    incremented = score;
  }
}
