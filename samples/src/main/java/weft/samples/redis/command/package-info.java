/** The commands, one file for each family. */
@NullMarked
package weft.samples.redis.command;

import org.jspecify.annotations.NullMarked;
