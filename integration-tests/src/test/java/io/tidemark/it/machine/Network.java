package io.tidemark.it.machine;

import io.tidemark.it.process.CommandProcess;

/**
 * A network namespace with one cable to this one. What is sent while the cable {@link #swallow swallows} is gone without
 * a word: no refusal, no reset.
 */
final class Network implements AutoCloseable {
    static final String HERE = "10.213.77.1";
    static final String THERE = "10.213.77.2";
    private static final String NAME = "tidemark-it";
    private static final String NEAR = "tidemark-near";
    private static final String FAR = "tidemark-far";

    Network() {
        Machine.succeeds("ip", "netns", "del", NAME);
        Machine.run("ip", "netns", "add", NAME);
        Machine.run("ip", "link", "add", NEAR, "type", "veth", "peer", "name", FAR, "netns", NAME);
        Machine.run("ip", "addr", "add", HERE + "/30", "dev", NEAR);
        Machine.run("ip", "link", "set", NEAR, "up");
        inside("ip", "addr", "add", THERE + "/30", "dev", FAR);
        inside("ip", "link", "set", "lo", "up");
        inside("ip", "link", "set", FAR, "up");
        // Known for good, so that nobody here is told "no route to host" when the other end falls silent.
        Machine.run("ip", "neigh", "replace", THERE, "lladdr", address(), "dev", NEAR, "nud", "permanent");
    }

    /** Lets a process start on the other end. */
    CommandProcess start(CommandProcess process) {
        return process.startedBy("ip", "netns", "exec", NAME).start();
    }

    /** The other end no longer answers for its address; here the cable still looks whole. */
    void swallow() {
        inside("ip", "addr", "del", THERE + "/30", "dev", FAR);
    }

    void carry() {
        inside("ip", "addr", "add", THERE + "/30", "dev", FAR);
    }

    @Override
    public void close() {
        Machine.run("ip", "netns", "del", NAME);
    }

    private static String address() {
        return inside("cat", "/sys/class/net/" + FAR + "/address").strip();
    }

    private static String inside(String... command) {
        String[] whole = new String[command.length + 4];
        System.arraycopy(new String[] {"ip", "netns", "exec", NAME}, 0, whole, 0, 4);
        System.arraycopy(command, 0, whole, 4, command.length);
        return Machine.run(whole);
    }
}
