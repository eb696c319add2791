/** The environment a runtime is given: every effect that is not a pure function of its inputs. */
@NullMarked
package weft.internal.env;

import org.jspecify.annotations.NullMarked;
