package weft.samples.redis.command;

/** All families of commands. */
final class Commands {
  private Commands() {}

  static CommandTable all() {
    CommandTable table = CommandTable.ofCommands();
    ConnectionCommands.addTo(table);
    ServerCommands.addTo(table);
    KeyCommands.addTo(table);
    ExpiryCommands.addTo(table);
    StringCommands.addTo(table);
    CounterCommands.addTo(table);
    ListCommands.addTo(table);
    HashCommands.addTo(table);
    SetCommands.addTo(table);
    SortedSetCommands.addTo(table);
    PubSubCommands.addTo(table);
    return table;
  }
}
