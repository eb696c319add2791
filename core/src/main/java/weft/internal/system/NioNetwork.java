package weft.internal.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import weft.future.Waker;
import weft.internal.driver.DatagramTransport;
import weft.internal.driver.ListenerTransport;
import weft.internal.driver.NetworkMetrics;
import weft.internal.driver.PollingNetwork;
import weft.internal.driver.RuntimeShutdownException;
import weft.internal.driver.StreamTransport;
import weft.internal.env.Clock;
import weft.internal.env.Preemption;
import weft.internal.env.PreemptionPoint;
import weft.internal.env.SafeLog;

/**
 * The JVM's network: channels and one selector.
 *
 * <p>While the selector reports, under its locks, readiness is only marked and wakers are
 * collected; they are called afterwards.
 */
public final class NioNetwork implements PollingNetwork {
  /** Returns in a row without a reason after which the selector is taken for broken. */
  static final int PREMATURE_RETURNS = 512;

  private static final System.Logger LOG = System.getLogger("weft.net");
  private static final long LONGEST_SETTLING_MILLIS = 1_000;
  private static final long NANOS_PER_MILLI = 1_000_000;

  /** How the selector is asked; replaced by tests that play a broken one. */
  @FunctionalInterface
  interface Selection {
    /**
     * @param millis the longest wait, 0 for none, -1 for no limit
     */
    int select(Selector selector, Consumer<SelectionKey> action, long millis) throws IOException;
  }

  private final Clock clock;
  private final Selection selection;
  private final Consumer<SelectionKey> action = this::ready;
  private final ArrayList<Waker> wakers = new ArrayList<>(); // of the driver's thread
  private final ReentrantLock selecting = new ReentrantLock();
  private final AtomicInteger closed = new AtomicInteger(); // registered sources, ever
  private volatile int released; // how many of them have no key any more; written under selecting
  private final AtomicBoolean woken = new AtomicBoolean();
  private final LongAdder registered = new LongAdder();
  private final LongAdder deregistered = new LongAdder();
  private final LongAdder readyEvents = new LongAdder();
  private final LongAdder acceptsRefused = new LongAdder();
  private final Object registration = new Object();
  private volatile Selector selector; // written under registration, by the driver's thread
  private volatile @Nullable Thread waiting;
  private volatile boolean shutdown;
  private int premature; // of the driver's thread
  private boolean suspect; // a select was short of memory; of the driver's thread
  private volatile int replacements; // written by the driver's thread

  private NioNetwork(Clock clock, Selection selection) throws IOException {
    this.clock = clock;
    this.selection = selection;
    this.selector = Selector.open();
  }

  /**
   * A network with a selector of its own.
   *
   * @throws UncheckedIOException if the system refuses a selector, as a rule for want of
   *     descriptors
   */
  public static NioNetwork open(Clock clock) {
    return open(
        clock,
        (selector, action, millis) -> {
          if (millis == 0) {
            return selector.selectNow(action);
          }
          return selector.select(action, Math.max(millis, 0));
        });
  }

  static NioNetwork open(Clock clock, Selection selection) {
    try {
      return new NioNetwork(clock, selection);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create the I/O driver: " + e.getMessage(), e);
    }
  }

  @Override
  public StreamTransport openStream(SocketAddress remote) throws IOException {
    requireRunning();
    SocketChannel channel =
        remote instanceof UnixDomainSocketAddress
            ? SocketChannel.open(StandardProtocolFamily.UNIX)
            : SocketChannel.open();
    return NioStream.unconnected(this, nonBlocking(channel));
  }

  @Override
  public ListenerTransport openListener(SocketAddress local) throws IOException {
    requireRunning();
    ServerSocketChannel channel =
        local instanceof UnixDomainSocketAddress
            ? ServerSocketChannel.open(StandardProtocolFamily.UNIX)
            : ServerSocketChannel.open();
    return new NioListener(this, nonBlocking(channel));
  }

  @Override
  public DatagramTransport openDatagram(SocketAddress local) throws IOException {
    requireRunning();
    return new NioDatagram(this, nonBlocking(DatagramChannel.open()));
  }

  private static <C extends SelectableChannel> C nonBlocking(C channel) throws IOException {
    try {
      channel.configureBlocking(false);
      return channel;
    } catch (IOException | RuntimeException | Error e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public List<InetAddress> resolve(String host) throws IOException {
    return List.of(InetAddress.getAllByName(host));
  }

  @Override
  public void poll(long maxNanos) {
    if (Thread.interrupted()) {
      // Nobody may interrupt a runtime's thread to any effect; left set, it would make every
      // select return at once.
      LOG.log(System.Logger.Level.DEBUG, "an interrupt of the driver's thread was ignored");
    }
    int closedBefore;
    selecting.lock();
    try {
      closedBefore = closed.get();
      if (suspect) {
        registerAnew();
      }
      if (maxNanos <= 0) {
        selectNow();
      } else {
        select(maxNanos);
      }
      released = closedBefore;
    } catch (OutOfMemoryError e) {
      suspect = true;
      throw e;
    } catch (ClosedSelectorException e) {
      // Shut down: everything is closed, and everybody woken.
      return;
    } catch (IOException e) {
      LOG.log(System.Logger.Level.ERROR, "the selector failed and is replaced", e);
      rebuild();
      closedBefore = closed.get();
    } finally {
      selecting.unlock();
      Preemption.point(PreemptionPoint.BEFORE_IO_WAKES);
      wake();
    }
    if (closed.get() != closedBefore) {
      releaseClosed();
    }
  }

  /**
   * A select for which there was not enough memory may have forgotten changes of interests that it
   * had begun to take in. So all are told again; what is told twice does no harm.
   */
  private void registerAnew() {
    for (SelectionKey key : selector.keys()) {
      ((NioSource<?>) key.attachment()).tellInterest();
    }
    suspect = false;
  }

  private void selectNow() throws IOException {
    int events;
    try {
      events = selection.select(selector, action, 0);
    } finally {
      woken.set(false);
    }
    readyEvents.add(events);
    if (events > 0) {
      premature = 0; // a selector that reports is not the one that spins
    }
  }

  private void select(long maxNanos) throws IOException {
    long millis = maxNanos == Long.MAX_VALUE ? -1 : (maxNanos - 1) / NANOS_PER_MILLI + 1;
    long start = clock.nanoTime();
    waiting = Thread.currentThread();
    int events;
    boolean wanted;
    try {
      events = selection.select(selector, action, millis);
    } finally {
      waiting = null;
      // A wakeup that comes between the select's return and this line goes unnoticed by the
      // selector: as good as one that ended this wait, which is over.
      wanted = woken.getAndSet(false);
    }
    readyEvents.add(events);
    boolean elapsed = millis >= 0 && clock.nanoTime() - start >= maxNanos - NANOS_PER_MILLI;
    if (events > 0 || wanted || elapsed || Thread.currentThread().isInterrupted()) {
      premature = 0;
    } else if (++premature >= PREMATURE_RETURNS) {
      premature = 0;
      LOG.log(
          System.Logger.Level.WARNING,
          "the selector returned {0} times in a row for no reason and is replaced",
          PREMATURE_RETURNS);
      rebuild();
    }
  }

  private void ready(SelectionKey key) {
    try {
      ((NioSource<?>) key.attachment()).ready(key.readyOps());
    } catch (CancelledKeyException e) {
      // Closed by another thread just now, which has woken who waited.
    }
  }

  /**
   * By a source, while the selector reports, before it calls {@link #wakeLater}: if there is no
   * memory for one more, nothing has changed yet, and the selector reports the same once more.
   */
  void makeRoom() {
    wakers.ensureCapacity(wakers.size() + 1);
  }

  /** By a source, while the selector reports. */
  void wakeLater(Waker waker) {
    wakers.add(waker);
  }

  private void wake() {
    for (int i = 0; i < wakers.size(); i++) {
      try {
        wakers.get(i).wake();
      } catch (Throwable e) {
        // A waker may be anybody's code; the others' wakes must not be lost for it.
        SafeLog.error("weft.net", "a waker threw", e);
      }
    }
    wakers.clear();
  }

  private void rebuild() {
    Selector broken = selector;
    synchronized (registration) {
      if (shutdown) {
        return;
      }
      try {
        selector = Selector.open();
      } catch (IOException e) {
        LOG.log(System.Logger.Level.ERROR, "no other selector to be had, going on with this", e);
        return;
      }
    }
    int soFar = replacements; // only the thread that turns the driver writes it
    replacements = soFar + 1;
    // Outside the lock, which sources take while they hold their own.
    for (SelectionKey key : List.copyOf(broken.keys())) {
      NioSource<?> source = (NioSource<?>) key.attachment();
      try {
        source.moveTo(selector);
      } catch (IOException | RuntimeException e) {
        source.close();
      }
      if (shutdown) {
        source.close(); // it may have moved after the shutdown had looked
      }
    }
    try {
      broken.close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "closing the replaced selector failed", e);
    }
    selector.wakeup(); // for the sake of a wakeup() that still saw the broken one
  }

  SelectionKey register(SelectableChannel channel, int ops, NioSource<?> source)
      throws IOException {
    synchronized (registration) {
      requireRunning();
      SelectionKey key = channel.register(selector, ops, source);
      registered.increment();
      return key;
    }
  }

  /** An interest was added: a select that goes on now must take it in. */
  void interestAdded() {
    Thread driver = waiting;
    // Changes are taken in when a select begins; one that has not begun yet has not set waiting.
    if (driver != null && driver != Thread.currentThread()) {
      wakeup();
    }
  }

  /**
   * A registered channel was closed. The JDK keeps its descriptor, and with it a listener's port,
   * until the selector drops the cancelled key, which it does in a select.
   */
  void deregistered() {
    deregistered.increment();
    closed.incrementAndGet();
    releaseClosed();
  }

  /** Drops cancelled keys here if nobody selects; else whoever does is made to. */
  private void releaseClosed() {
    int done;
    do {
      if (!selecting.tryLock()) {
        // Either the driver, which looks at the count when it is through, or somebody in here, who
        // does so, too.
        wakeup();
        return;
      }
      try {
        done = closed.get();
        selector.selectNow();
        selector.selectedKeys().clear(); // readiness is the driver's business, and comes again
        released = done;
      } catch (ClosedSelectorException e) {
        return; // which released everything
      } catch (IOException e) {
        LOG.log(System.Logger.Level.WARNING, "releasing closed sockets failed", e);
        return;
      } finally {
        selecting.unlock();
      }
      if (woken.get()) {
        selector.wakeup(); // it was the driver's, and the selectNow has taken it
      }
    } while (closed.get() != done);
  }

  /**
   * Waits until sockets that were closed before have given back their addresses: for who found an
   * address taken. That takes moments, and there is no waiting if no such socket is left.
   */
  void settleClosed() {
    int wanted = closed.get();
    try {
      for (int i = 0; i < LONGEST_SETTLING_MILLIS && released - wanted < 0; i++) {
        releaseClosed();
        if (released - wanted < 0 && selecting.tryLock(1, TimeUnit.MILLISECONDS)) {
          selecting.unlock();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void acceptRefused() {
    acceptsRefused.increment();
  }

  /** How often the selector was replaced. */
  int replacements() {
    return replacements;
  }

  boolean isShutdown() {
    return shutdown;
  }

  private void requireRunning() throws IOException {
    if (shutdown) {
      throw new RuntimeShutdownException();
    }
  }

  @Override
  public void wakeup() {
    if (!woken.getAndSet(true)) {
      selector.wakeup();
    }
  }

  @Override
  public NetworkMetrics metrics() {
    return new NetworkMetrics(
        registered.sum(), deregistered.sum(), readyEvents.sum(), acceptsRefused.sum());
  }

  @Override
  public void shutdown() {
    List<SelectionKey> keys;
    Selector last;
    synchronized (registration) {
      if (shutdown) {
        return;
      }
      last = selector;
      keys = List.copyOf(last.keys()); // first, as there may be no memory for it
      shutdown = true;
    }
    for (SelectionKey key : keys) {
      try {
        ((NioSource<?>) key.attachment()).close();
      } catch (RuntimeException | Error e) {
        LOG.log(System.Logger.Level.ERROR, "closing a socket failed", e); // go on with the others
      }
    }
    try {
      last.close(); // releases the descriptors; waits for a select that goes on, having woken it
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "closing the selector failed", e);
    }
  }
}
