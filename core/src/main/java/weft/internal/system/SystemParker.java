package weft.internal.system;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import weft.internal.env.Parker;

/** Parks by {@link LockSupport}, with a token of its own so that nobody else's permit is eaten. */
final class SystemParker implements Parker {
  private static final VarHandle TOKEN;

  static {
    try {
      TOKEN = MethodHandles.lookup().findVarHandle(SystemParker.class, "token", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("unused") // through TOKEN
  private volatile boolean token;

  private volatile @Nullable Thread waiter;

  @Override
  public void park() {
    await(Long.MAX_VALUE);
  }

  @Override
  public void parkNanos(long nanos) {
    await(nanos);
  }

  private void await(long nanos) {
    if ((boolean) TOKEN.getAndSet(this, false) || nanos <= 0) {
      return;
    }
    waiter = Thread.currentThread();
    // Once the waiter is visible, whoever sets the token unparks it; look again for one set before.
    if (!token) {
      if (nanos == Long.MAX_VALUE) {
        LockSupport.park(this);
      } else {
        LockSupport.parkNanos(this, nanos);
      }
    }
    waiter = null;
    TOKEN.getAndSet(this, false);
  }

  @Override
  public void unpark() {
    if (!(boolean) TOKEN.getAndSet(this, true)) {
      Thread thread = waiter;
      if (thread != null) {
        LockSupport.unpark(thread);
      }
    }
  }
}
