package io.tidemark.bench.shop.process;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** So many at once who ask questions of all kinds, until they are closed; what became of them is counted. */
public final class Askers implements AutoCloseable {

    private final NodeClient client;
    private final List<String> paths;
    private final List<Thread> threads = new ArrayList<>();
    private final Map<String, AtomicLong> counts = new ConcurrentSkipListMap<>();
    private volatile boolean isOver;

    public Askers(NodeClient client, int many, List<String> paths) {
        this.client = client;
        this.paths = List.copyOf(paths);
        for (int i = 0; i < many; i++) {
            int first = i;
            threads.add(new Thread(() -> ask(first), "asker-" + i));
        }
        threads.forEach(Thread::start);
    }

    private void ask(int first) {
        for (int n = first; !isOver; n++) {
            String path = paths.get(n % paths.size());
            try {
                count(outcome(path, client.ask(path)));
            } catch (IOException e) {
                count("unreachable");
                pause();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static String outcome(String path, NodeClient.Reply reply) {
        String kind = path.replaceFirst("\\?.*", "").replaceFirst(".*/", "");
        return switch (reply.status()) {
            case 200 -> kind;
            case NodeClient.REFUSED -> kind + " refused";
            case NodeClient.LATE -> kind + " late";
            default -> kind + " FAILED " + reply.status() + " " + reply.body();
        };
    }

    private void count(String outcome) {
        counts.computeIfAbsent(outcome, o -> new AtomicLong()).incrementAndGet();
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether nobody was answered with an error that is none of a busy server. */
    public boolean allIsWell() {
        return counts.keySet().stream().noneMatch(outcome -> outcome.contains("FAILED"));
    }

    /** How often what came of a question, for people. */
    public String told() {
        return new TreeMap<>(counts).toString();
    }

    @Override
    public void close() {
        isOver = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
