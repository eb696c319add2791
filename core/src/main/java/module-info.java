/** Weft's core: futures, tasks, the runtime and what runs on it. */
module weft.core {
  requires static transitive org.jspecify;

  exports weft;
  exports weft.async;
  exports weft.future;
  exports weft.task;
  exports weft.time;
  exports weft.io;
  exports weft.net;
  exports weft.runtime;
  exports weft.sync;
  // What the simulation stands in for: the environment, the driver and the network behind it.
  exports weft.internal.env to
      weft.testkit;
  exports weft.internal.driver to
      weft.testkit;
  exports weft.internal.context to
      weft.testkit;
  // How it puts them into a runtime, and steps the runtime's workers one by one.
  exports weft.internal.scheduler to
      weft.testkit;
}
