/** Weft's core: futures, tasks, the runtime and what runs on it. */
module weft.core {
  requires static transitive org.jspecify;

  uses weft.future.UndeliveredHandler;

  exports weft;
  exports weft.async;
  exports weft.future;
  exports weft.task;
  exports weft.time;
  exports weft.io;
  exports weft.net;
  exports weft.runtime;
  exports weft.scope;
  exports weft.sync;
  // What the simulation stands in for: the environment, the driver and the network behind it.
  exports weft.internal.env to
      weft.testkit;
  exports weft.internal.driver to
      weft.testkit;
  exports weft.internal.context to
      weft.testkit;
  // The JVM's own environment, of which a paused clock replaces parts; random sources; coroutines.
  exports weft.internal.system to
      weft.testkit;
  // How many blocking jobs are out: a paused clock stands still meanwhile.
  exports weft.internal.blocking to
      weft.testkit;
  // How it puts them into a runtime, and steps the runtime's workers one by one.
  exports weft.internal.scheduler to
      weft.testkit;
}
