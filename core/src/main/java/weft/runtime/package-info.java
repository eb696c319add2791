/** Runtimes: how to build one, run futures on it, look into it, and end it. */
@NullMarked
package weft.runtime;

import org.jspecify.annotations.NullMarked;
