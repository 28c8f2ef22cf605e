package io.tidemark.it.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Files and directories in memory, by absolute path. Shared by the file systems of all processes. */
final class FileTree {
    private static final Node DIRECTORY = new Node(null, 0);

    private final TreeMap<String, Node> nodes = new TreeMap<>(Map.of("/", DIRECTORY));

    /** {@code content} is null for a directory. */
    record Node(byte[] content, long modifiedMillis) {
        boolean isDirectory() {
            return content == null;
        }
    }

    synchronized Node find(String path) {
        return nodes.get(path);
    }

    synchronized void put(String path, byte[] content, long modifiedMillis) {
        makeDirectories(parent(path));
        nodes.put(path, new Node(content, modifiedMillis));
    }

    synchronized void makeDirectories(String path) {
        for (String each = path; nodes.putIfAbsent(each, DIRECTORY) == null; each = parent(each)) {
            if (each.equals("/")) {
                return;
            }
        }
    }

    /** Refuses a target that exists, as HDFS does, and a source that does not. */
    synchronized boolean rename(String from, String to) {
        Node moved = nodes.get(from);
        if (moved == null || nodes.containsKey(to) || !nodes.containsKey(parent(to))) {
            return false;
        }
        nodes.put(to, nodes.remove(from));
        return true;
    }

    /** The same, but what is at the target is gone. */
    synchronized boolean replace(String from, String to) {
        nodes.remove(to);
        return rename(from, to);
    }

    synchronized boolean delete(String path) {
        return nodes.remove(path) != null;
    }

    /** The names directly in a directory, in order. */
    synchronized List<String> children(String path) {
        String prefix = path.equals("/") ? "/" : path + "/";
        List<String> names = new ArrayList<>();
        for (String each : nodes.tailMap(prefix, false).keySet()) {
            if (!each.startsWith(prefix)) {
                break;
            }
            if (each.indexOf('/', prefix.length()) < 0) {
                names.add(each.substring(prefix.length()));
            }
        }
        return names;
    }

    private static String parent(String path) {
        return path.lastIndexOf('/') <= 0 ? "/" : path.substring(0, path.lastIndexOf('/'));
    }
}
