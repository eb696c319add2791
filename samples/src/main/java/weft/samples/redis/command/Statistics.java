package weft.samples.redis.command;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** Counters for INFO; safe for all threads. */
public final class Statistics {
  private final LongSupplier clock;
  private final long startMillis;
  private final LongAdder opened = new LongAdder();
  private final LongAdder closed = new LongAdder();
  private final LongAdder commands = new LongAdder();

  Statistics(LongSupplier clock) {
    this.clock = clock;
    this.startMillis = clock.getAsLong();
  }

  void connectionOpened() {
    opened.increment();
  }

  void connectionClosed() {
    closed.increment();
  }

  void commandCalled() {
    commands.increment();
  }

  /** Connections that are open. */
  public long connectedClients() {
    return opened.sum() - closed.sum();
  }

  /** Connections that were opened, ever. */
  public long totalConnections() {
    return opened.sum();
  }

  /** Commands that were called, ever, with those that failed. */
  public long totalCommands() {
    return commands.sum();
  }

  long uptimeSeconds() {
    return (clock.getAsLong() - startMillis) / 1000;
  }
}
