package weft.internal.driver;

/** Marks what is thrown because the runtime has shut down, and for no other reason. */
public interface ShutdownFailure {}
