package weft.samples.redis.command;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.samples.redis.protocol.Bytes;
import weft.samples.redis.protocol.ErrorReplyException;
import weft.samples.redis.protocol.Numbers;
import weft.samples.redis.protocol.Replies;
import weft.samples.redis.protocol.Reply;
import weft.samples.redis.store.ScoredMember;
import weft.samples.redis.store.SortedSetValue;

/** ZSCORE, ZCARD, ZREM, ZPOPMIN, ZPOPMAX; ZADD and ZRANGE have their own files. */
final class SortedSetCommands {
  private SortedSetCommands() {}

  static void addTo(CommandTable table) {
    table.group("sorted-set");
    table.onKeys("zadd", -4, "write denyoom fast", 1, 1, 1, AddToSortedSet::run);
    table.onKeys("zrem", -3, "write fast", 1, 1, 1, SortedSetCommands::remove);
    table.onKeys("zscore", 3, "readonly fast", 1, 1, 1, SortedSetCommands::score);
    table.onKeys("zcard", 2, "readonly fast", 1, 1, 1, SortedSetCommands::size);
    table.onKeys("zrange", -4, "readonly", 1, 1, 1, SortedSetRange::run);
    table.onKeys("zpopmin", -2, "write fast", 1, 1, 1, call -> pop(call, false));
    table.onKeys("zpopmax", -2, "write fast", 1, 1, 1, call -> pop(call, true));
  }

  private static @Nullable SortedSetValue find(Call call) {
    return call.database().value(call.argument(1), SortedSetValue.class);
  }

  private static Reply remove(Call call) {
    SortedSetValue set = find(call);
    if (set == null) {
      return Replies.integer(0);
    }
    long removed = 0;
    for (int i = 2; i < call.size(); i++) {
      if (set.remove(call.argument(i))) {
        removed++;
      }
    }
    call.database().removeIfEmpty(call.argument(1));
    return Replies.integer(removed);
  }

  private static Reply score(Call call) {
    SortedSetValue set = find(call);
    Double score = set == null ? null : set.score(call.argument(2));
    return score == null ? Replies.NULL_BULK : Replies.bulk(Numbers.format(score));
  }

  private static Reply size(Call call) {
    SortedSetValue set = find(call);
    return Replies.integer(set == null ? 0 : set.size());
  }

  private static Reply pop(Call call, boolean highest) {
    if (call.size() > 3) {
      throw ErrorReplyException.syntax();
    }
    long wanted = call.size() == 3 ? call.count(2) : 1;
    SortedSetValue set = find(call);
    if (set == null) {
      return Replies.EMPTY_ARRAY;
    }
    List<Bytes> popped = new ArrayList<>();
    for (long left = Math.min(wanted, set.size()); left > 0; left--) {
      int rank = highest ? set.size() - 1 : 0;
      ScoredMember element = set.slice(rank, rank + 1)[0];
      set.remove(element.member());
      popped.add(element.member());
      popped.add(Numbers.format(element.score()));
    }
    call.database().removeIfEmpty(call.argument(1));
    return Replies.bulks(popped);
  }
}
