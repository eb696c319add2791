/** The smallest servers: what comes in goes out again. */
@NullMarked
package weft.samples.echo;

import org.jspecify.annotations.NullMarked;
