package weft.codec;

/** Closes a resource, if it can be closed, at the last of a number of runs; contains a failure. */
final class CloseOnce implements Runnable {
  private final Object resource;
  private int owners;

  /** For one owner. */
  CloseOnce(Object resource) {
    this(resource, 1);
  }

  /** For several owners, each of which runs it at least once through {@link #share}. */
  CloseOnce(Object resource, int owners) {
    this.resource = resource;
    this.owners = owners;
  }

  /** One owner's share: runs this once, however often it is run itself. */
  Runnable share() {
    return new Runnable() {
      private boolean done; // guarded by CloseOnce.this

      @Override
      public void run() {
        synchronized (CloseOnce.this) {
          if (done) {
            return;
          }
          done = true;
        }
        CloseOnce.this.run();
      }
    };
  }

  @Override
  public void run() {
    synchronized (this) {
      owners--;
      if (owners != 0) {
        return;
      }
    }
    if (resource instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (Exception failure) {
        System.getLogger("weft.codec")
            .log(System.Logger.Level.WARNING, "closing " + resource + " failed", failure);
      }
    }
  }
}
