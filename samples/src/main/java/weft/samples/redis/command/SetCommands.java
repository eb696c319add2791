package weft.samples.redis.command;

import org.jspecify.annotations.Nullable;
import weft.samples.redis.protocol.Bytes;
import weft.samples.redis.protocol.ErrorReplyException;
import weft.samples.redis.protocol.Replies;
import weft.samples.redis.protocol.Reply;
import weft.samples.redis.store.SetValue;

/** SADD, SREM, SMEMBERS, SISMEMBER, SCARD, SPOP. */
final class SetCommands {
  private SetCommands() {}

  static void addTo(CommandTable table) {
    table.group("set");
    table.onKeys("sadd", -3, "write denyoom fast", 1, 1, 1, SetCommands::add);
    table.onKeys("srem", -3, "write fast", 1, 1, 1, SetCommands::remove);
    table.onKeys("smembers", 2, "readonly", 1, 1, 1, SetCommands::members);
    table.onKeys("sismember", 3, "readonly fast", 1, 1, 1, SetCommands::isMember);
    table.onKeys("scard", 2, "readonly fast", 1, 1, 1, SetCommands::size);
    table.onKeys("spop", -2, "write fast", 1, 1, 1, SetCommands::pop);
  }

  private static @Nullable SetValue find(Call call) {
    return call.database().value(call.argument(1), SetValue.class);
  }

  private static Reply add(Call call) {
    SetValue set = call.database().setForAdding(call.argument(1));
    long added = 0;
    for (int i = 2; i < call.size(); i++) {
      if (set.add(call.argument(i))) {
        added++;
      }
    }
    return Replies.integer(added);
  }

  private static Reply remove(Call call) {
    SetValue set = find(call);
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

  private static Reply members(Call call) {
    SetValue set = find(call);
    return set == null ? Replies.EMPTY_ARRAY : Replies.bulks(set.toArray());
  }

  private static Reply isMember(Call call) {
    SetValue set = find(call);
    return Replies.integer(set != null && set.contains(call.argument(2)));
  }

  private static Reply size(Call call) {
    SetValue set = find(call);
    return Replies.integer(set == null ? 0 : set.size());
  }

  private static Reply pop(Call call) {
    if (call.size() > 3) {
      throw ErrorReplyException.syntax();
    }
    boolean many = call.size() == 3;
    long wanted = many ? call.count(2) : 1;
    SetValue set = find(call);
    if (set == null) {
      return many ? Replies.EMPTY_ARRAY : Replies.NULL_BULK;
    }
    Bytes[] popped = new Bytes[(int) Math.min(wanted, set.size())];
    for (int i = 0; i < popped.length; i++) {
      popped[i] = set.removeRandom(call.engine().random());
    }
    call.database().removeIfEmpty(call.argument(1));
    return many ? Replies.bulks(popped) : Replies.bulk(popped[0]);
  }
}
