package weft.streams;

import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.Exceptions;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import weft.runtime.Handle;

/**
 * A Weft runtime as a scheduler of Reactor. Its workers are serial and first in, first out. Needs
 * {@code reactor-core}, which is no dependency of this module: add it yourself.
 *
 * <p>Reactor's hooks for scheduled jobs apply. What a job throws goes to the uncaught-exception
 * handler of the worker's thread, and ends neither the worker nor a periodic job.
 *
 * <p>Disposing the scheduler ends its jobs and never the runtime.
 */
@SuppressWarnings("exports") // whoever calls it reads the other library, too
public final class ReactorScheduler implements Scheduler {
  private final ScheduledExecutorService executor;

  private ReactorScheduler(ScheduledExecutorService executor) {
    this.executor = executor;
  }

  /** A scheduler whose jobs are tasks of {@code handle}'s runtime. */
  public static Scheduler of(Handle handle) {
    return new ReactorScheduler(handle.scheduler());
  }

  @Override
  public Disposable schedule(Runnable task) {
    Runnable job = reporting(task);
    return submit(() -> executor.schedule(job, 0, TimeUnit.NANOSECONDS));
  }

  @Override
  public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
    Runnable job = reporting(task);
    return submit(() -> executor.schedule(job, delay, unit));
  }

  @Override
  public Disposable schedulePeriodically(
      Runnable task, long initialDelay, long period, TimeUnit unit) {
    Runnable job = reporting(task);
    return submit(() -> executor.scheduleAtFixedRate(job, initialDelay, period, unit));
  }

  /** As the hooks want it; what it throws is reported and does not end a period. */
  private static Runnable reporting(Runnable task) {
    Runnable hooked = Schedulers.onSchedule(task);
    return () -> SerialWorker.run(hooked);
  }

  private static Disposable submit(Supplier<? extends Future<?>> start) {
    try {
      Future<?> job = start.get();
      return new Job(job);
    } catch (RejectedExecutionException refused) {
      throw Exceptions.failWithRejected(refused);
    }
  }

  private record Job(Future<?> future) implements Disposable {
    @Override
    public void dispose() {
      future.cancel(false);
    }

    @Override
    public boolean isDisposed() {
      return future.isDone();
    }
  }

  @Override
  public Worker createWorker() {
    return new SerialReactorWorker(executor);
  }

  @Override
  public void dispose() {
    executor.shutdownNow();
  }

  @Override
  public boolean isDisposed() {
    return executor.isShutdown();
  }

  private static final class SerialReactorWorker implements Worker {
    private final ScheduledExecutorService executor;
    private final SerialWorker serial;
    private final Disposable.Composite jobs = Disposables.composite();

    SerialReactorWorker(ScheduledExecutorService executor) {
      this.executor = executor;
      this.serial = new SerialWorker(executor);
    }

    @Override
    public Disposable schedule(Runnable task) {
      return queued(
          task,
          job -> {
            serial.execute(job);
            return null;
          });
    }

    @Override
    public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
      return queued(task, job -> executor.schedule(() -> serial.execute(job), delay, unit));
    }

    @Override
    public Disposable schedulePeriodically(
        Runnable task, long initialDelay, long period, TimeUnit unit) {
      if (jobs.isDisposed()) {
        throw Exceptions.failWithRejected();
      }
      Disposable.Swap handle = Disposables.swap();
      Runnable hooked = Schedulers.onSchedule(task);
      Runnable guarded =
          () -> {
            if (!handle.isDisposed()) {
              hooked.run();
            }
          };
      handle.update(
          submit(
              () ->
                  executor.scheduleAtFixedRate(
                      () -> serial.execute(guarded), initialDelay, period, unit)));
      jobs.add(handle);
      return handle;
    }

    private Disposable queued(Runnable task, Function<Runnable, @Nullable Future<?>> start) {
      if (jobs.isDisposed()) {
        throw Exceptions.failWithRejected();
      }
      Disposable.Swap handle = Disposables.swap();
      jobs.add(handle);
      Runnable hooked = Schedulers.onSchedule(task);
      Runnable job =
          () -> {
            if (!handle.isDisposed()) {
              jobs.remove(handle);
              hooked.run();
            }
          };
      try {
        Future<?> timer = start.apply(job);
        if (timer != null) {
          handle.update(new Job(timer));
        }
      } catch (RejectedExecutionException refused) {
        jobs.remove(handle);
        throw Exceptions.failWithRejected(refused);
      }
      return handle;
    }

    @Override
    public void dispose() {
      jobs.dispose();
      serial.close();
    }

    @Override
    public boolean isDisposed() {
      return jobs.isDisposed();
    }
  }
}
