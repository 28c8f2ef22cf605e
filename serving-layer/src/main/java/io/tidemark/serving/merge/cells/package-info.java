/**
 * What is held of one group while its windows are put together: never more than the windows that are wanted need, however
 * many tiles it has; and windows that overlap cost three merges each. Knows no views. Read {@link
 * io.tidemark.serving.merge.cells.Cells} first, then {@code SlidingWindows}.
 */
package io.tidemark.serving.merge.cells;
