package io.tidemark.spark.driver;

import io.tidemark.spark.Word;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * The process that has submitted us. It gives the order by our standard input and hears words by our standard output; when
 * the input ends it is gone, and so are we then: nobody else would read what is written.
 */
final class Parent {
    private final DataInputStream in;
    private final PrintStream out;

    /** Takes both streams: what else this process prints, the user's code and libraries, goes with Spark's own words. */
    static Parent take() {
        Parent parent = new Parent(System.in, System.out);
        System.setOut(System.err);
        return parent;
    }

    private Parent(InputStream in, PrintStream out) {
        this.in = new DataInputStream(in);
        this.out = out;
    }

    /** The order, then the units. */
    List<byte[]> documents() throws IOException {
        List<byte[]> documents = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            documents.add(in.readNBytes(in.readInt()));
        }
        return documents;
    }

    /** From now on we end when it does. */
    void follow() {
        Thread thread = new Thread(
                () -> {
                    try {
                        while (in.read() >= 0) {
                            // It says nothing more.
                        }
                    } catch (IOException e) {
                        // As good as its end.
                    }
                    System.exit(1);
                },
                "tidemark-parent");
        thread.setDaemon(true);
        thread.start();
    }

    synchronized void hear(Word word) {
        out.println(word.line());
        out.flush();
    }
}
