package weft.samples.redis.command;

import org.jspecify.annotations.Nullable;
import weft.samples.redis.protocol.ErrorReplyException;

/**
 * A command as it stands in the table.
 *
 * @param name lower-case; with the container's name and a bar before it, if it is a subcommand
 * @param group the family it belongs to
 * @param arity how many arguments it takes, its name (or both names) included; negative: at least
 * @param flags for the client: what it does, as COMMAND tells
 * @param firstKey index of the first argument that is a key, 0 if there is none
 * @param lastKey index of the last key, counted from the end if negative
 * @param keyStep distance between keys
 * @param locked whether it runs under the keyspace's lock
 * @param handler what it does
 * @param subcommands its subcommands, if it is only a container of them
 */
record Command(
    String name,
    String group,
    int arity,
    String flags,
    int firstKey,
    int lastKey,
    int keyStep,
    boolean locked,
    Handler handler,
    @Nullable CommandTable subcommands) {

  void checkArity(int size) {
    if (arity >= 0 ? size != arity : size < -arity) {
      throw ErrorReplyException.arity(name);
    }
  }

  /** The name without its container's. */
  String shortName() {
    return name.substring(name.indexOf('|') + 1);
  }
}
