package weft.samples.redis.command;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import weft.samples.redis.protocol.Bytes;
import weft.samples.redis.protocol.ErrorReplyException;

/** Commands by name. Filled once, then only read, by any thread. */
final class CommandTable {
  private final String prefix;
  private final Map<String, Command> commands = new LinkedHashMap<>();

  /** Both usual spellings of every name, so that looking one up converts nothing. */
  private final Map<Bytes, Command> spellings = new HashMap<>();

  private String group = "generic";

  private CommandTable(String prefix) {
    this.prefix = prefix;
  }

  /** A table of commands. */
  static CommandTable ofCommands() {
    return new CommandTable("");
  }

  /** A table of the subcommands of {@code container}. */
  static CommandTable ofSubcommands(String container) {
    return new CommandTable(container + "|");
  }

  /** What is added from now on belongs to the family {@code name}. */
  void group(String name) {
    group = name;
  }

  /** Adds a command that works on keys, under the lock. */
  void onKeys(String name, int arity, String flags, int first, int last, int step, Handler run) {
    add(new Command(prefix + name, group, arity, flags, first, last, step, true, run, null));
  }

  /** Adds a command that works on a database as a whole, under the lock. */
  void onDatabase(String name, int arity, String flags, Handler run) {
    add(new Command(prefix + name, group, arity, flags, 0, 0, 0, true, run, null));
  }

  /** Adds a command that needs no data. */
  void onConnection(String name, int arity, String flags, Handler run) {
    add(new Command(prefix + name, group, arity, flags, 0, 0, 0, false, run, null));
  }

  /** Adds a command with subcommands; {@code bare} is what it does without any. */
  void container(String name, int arity, Handler bare, CommandTable subcommands) {
    add(new Command(name, group, arity, "", 0, 0, 0, false, bare, subcommands));
  }

  private void add(Command command) {
    String name = command.shortName();
    commands.put(name, command);
    spellings.put(Bytes.of(name), command);
    spellings.put(Bytes.of(name.toUpperCase(Locale.ROOT)), command);
  }

  /** The command of that name in any case, or null. */
  @Nullable Command find(Bytes name) {
    Command command = spellings.get(name);
    return command != null ? command : commands.get(name.toLatin1().toLowerCase(Locale.ROOT));
  }

  /** All commands. */
  Collection<Command> all() {
    return commands.values();
  }

  /** The command, or the subcommand, that {@code call} means; its argument count is right. */
  Command resolve(Call call) {
    Command command = find(call.argument(0));
    if (command == null) {
      return UnknownCommand.resolve(call);
    }
    CommandTable subcommands = command.subcommands();
    if (subcommands == null || call.size() == 1) {
      command.checkArity(call.size());
      return command;
    }
    Command subcommand = subcommands.find(call.argument(1));
    if (subcommand == null) {
      throw ErrorReplyException.err(
          "unknown subcommand '"
              + UnknownCommand.shown(call.argument(1), UnknownCommand.MAX_SHOWN)
              + "'. Try "
              + command.name().toUpperCase(Locale.ROOT)
              + " HELP.");
    }
    subcommand.checkArity(call.size());
    return subcommand;
  }
}
