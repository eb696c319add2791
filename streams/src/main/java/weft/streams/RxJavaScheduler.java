package weft.streams;

import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.disposables.CompositeDisposable;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import weft.runtime.Handle;

/**
 * A Weft runtime as a scheduler of RxJava 3. Its workers are serial and first in, first out. Needs
 * {@code rxjava}, which is no dependency of this module: add it yourself.
 *
 * <p>Shutting the scheduler down ends its jobs and never the runtime.
 */
@SuppressWarnings("exports") // whoever calls it reads the other library, too
public final class RxJavaScheduler extends Scheduler {
  private final Handle handle;
  private final AtomicReference<@Nullable ScheduledExecutorService> executor;

  private RxJavaScheduler(Handle handle) {
    this.handle = handle;
    this.executor = new AtomicReference<>(handle.scheduler());
  }

  /** A scheduler whose jobs are tasks of {@code handle}'s runtime. */
  public static Scheduler of(Handle handle) {
    return new RxJavaScheduler(handle);
  }

  @Override
  public Worker createWorker() {
    ScheduledExecutorService current = executor.get();
    return current == null ? new SerialRxWorker(null) : new SerialRxWorker(current);
  }

  @Override
  public void start() {
    executor.compareAndSet(null, handle.scheduler());
  }

  @Override
  public void shutdown() {
    ScheduledExecutorService current = executor.getAndSet(null);
    if (current != null) {
      current.shutdownNow();
    }
  }

  private static final class SerialRxWorker extends Worker {
    private final @Nullable ScheduledExecutorService executor; // null: shut down
    private final @Nullable SerialWorker serial;
    private final CompositeDisposable jobs = new CompositeDisposable();

    SerialRxWorker(@Nullable ScheduledExecutorService executor) {
      this.executor = executor;
      this.serial = executor == null ? null : new SerialWorker(executor);
    }

    @Override
    public Disposable schedule(Runnable run, long delay, TimeUnit unit) {
      ScheduledExecutorService timers = executor;
      SerialWorker worker = serial;
      if (timers == null || worker == null || jobs.isDisposed()) {
        return Disposable.disposed();
      }
      Runnable task = RxJavaPlugins.onSchedule(run);
      CompositeDisposable handle = new CompositeDisposable();
      jobs.add(handle);
      Runnable job =
          () -> {
            if (!handle.isDisposed()) {
              jobs.delete(handle);
              task.run();
            }
          };
      try {
        if (delay <= 0) {
          worker.execute(job);
        } else {
          handle.add(
              Disposable.fromFuture(
                  timers.schedule(() -> worker.execute(job), delay, unit), false));
        }
      } catch (RejectedExecutionException refused) {
        jobs.delete(handle);
        RxJavaPlugins.onError(refused);
        return Disposable.disposed();
      }
      return handle;
    }

    @Override
    public void dispose() {
      jobs.dispose();
      if (serial != null) {
        serial.close();
      }
    }

    @Override
    public boolean isDisposed() {
      return jobs.isDisposed();
    }
  }
}
