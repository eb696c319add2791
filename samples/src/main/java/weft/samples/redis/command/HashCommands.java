package weft.samples.redis.command;

import org.jspecify.annotations.Nullable;
import weft.samples.redis.protocol.ErrorReplyException;
import weft.samples.redis.protocol.Replies;
import weft.samples.redis.protocol.Reply;
import weft.samples.redis.store.HashValue;

/** HSET, HGET, HDEL, HGETALL, HLEN, HEXISTS. */
final class HashCommands {
  private HashCommands() {}

  static void addTo(CommandTable table) {
    table.group("hash");
    table.onKeys("hset", -4, "write denyoom fast", 1, 1, 1, HashCommands::set);
    table.onKeys("hget", 3, "readonly fast", 1, 1, 1, HashCommands::get);
    table.onKeys("hdel", -3, "write fast", 1, 1, 1, HashCommands::delete);
    table.onKeys("hgetall", 2, "readonly", 1, 1, 1, HashCommands::getAll);
    table.onKeys("hlen", 2, "readonly fast", 1, 1, 1, HashCommands::length);
    table.onKeys("hexists", 3, "readonly fast", 1, 1, 1, HashCommands::exists);
  }

  private static @Nullable HashValue find(Call call) {
    return call.database().value(call.argument(1), HashValue.class);
  }

  private static Reply set(Call call) {
    if (call.size() % 2 == 1) {
      throw ErrorReplyException.arity("hset");
    }
    HashValue hash = call.database().hashForAdding(call.argument(1));
    long added = 0;
    for (int i = 2; i < call.size(); i += 2) {
      if (hash.put(call.argument(i), call.argument(i + 1))) {
        added++;
      }
    }
    return Replies.integer(added);
  }

  private static Reply get(Call call) {
    HashValue hash = find(call);
    return Replies.bulk(hash == null ? null : hash.get(call.argument(2)));
  }

  private static Reply delete(Call call) {
    HashValue hash = find(call);
    if (hash == null) {
      return Replies.integer(0);
    }
    long deleted = 0;
    for (int i = 2; i < call.size(); i++) {
      if (hash.remove(call.argument(i))) {
        deleted++;
      }
    }
    call.database().removeIfEmpty(call.argument(1));
    return Replies.integer(deleted);
  }

  private static Reply getAll(Call call) {
    HashValue hash = find(call);
    return hash == null ? Replies.EMPTY_ARRAY : Replies.bulks(hash.toArray());
  }

  private static Reply length(Call call) {
    HashValue hash = find(call);
    return Replies.integer(hash == null ? 0 : hash.size());
  }

  private static Reply exists(Call call) {
    HashValue hash = find(call);
    return Replies.integer(hash != null && hash.get(call.argument(2)) != null);
  }
}
