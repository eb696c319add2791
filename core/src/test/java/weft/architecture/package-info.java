/** Guards of the architecture: the layers inside core, and the seam through which effects go. */
@NullMarked
package weft.architecture;

import org.jspecify.annotations.NullMarked;
