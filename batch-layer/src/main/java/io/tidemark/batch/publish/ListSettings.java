package io.tidemark.batch.publish;

/**
 * When what a manifest names goes into lists beside it.
 *
 * @param viewFiles of one view that the manifest names itself, at most
 * @param viewSection how many files a list of a view has that is not written again but when one of them changes
 * @param archiveFiles of one topic that no list names, and that a run has gone past, before they are listed
 * @param archiveSection how many files a list of a topic's archive has at most, and how many of a topic a run lists
 */
public record ListSettings(int viewFiles, int viewSection, int archiveFiles, int archiveSection) {
    /** What is read again and again is some hundred kilobytes, what is written by each run some megabytes. */
    public static final ListSettings DEFAULT = new ListSettings(64, 512, 256, 1 << 16);

    public ListSettings {
        if (viewFiles < 0 || viewSection < 1 || archiveFiles < 1 || archiveSection < 1) {
            throw new IllegalArgumentException("lists of " + viewFiles + ", " + viewSection + ", " + archiveFiles
                    + " and " + archiveSection + " files");
        }
    }
}
