/** Tasks that belong together: sets of tasks that take turns. */
@NullMarked
package weft.scope;

import org.jspecify.annotations.NullMarked;
