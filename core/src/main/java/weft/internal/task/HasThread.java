package weft.internal.task;

/** What runs on a thread of its own while its task cleans up: for reports of what does not end. */
public interface HasThread {
  /** The thread, for its name and its stack. Any thread may ask. */
  Thread thread();
}
