package weft.internal.system;

import weft.internal.context.RuntimeThread;
import weft.internal.env.Threads;

/** Platform threads. */
final class SystemThreads implements Threads {

  @Override
  public Thread start(String name, long stackSize, Runnable body) {
    RuntimeThread thread = new RuntimeThread(body, name, stackSize);
    thread.setDaemon(false); // whoever starts the runtime may be a daemon; its runtime is not
    thread.start();
    return thread;
  }
}
