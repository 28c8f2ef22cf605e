#!/usr/bin/env bash
# The memory of a process: one number, of which the sizes of its JVM follow. The class MemoryPlan reckons the same, and a
# test compares. Sourced by the script tidemark.

# Prints a size such as 256m or 2GiB in bytes, or nothing if it is none.
bytes() {
  local number unit
  number=$(echo "$1" | sed -n 's/^\([0-9]\{1,9\}\)\(k\|m\|g\|KiB\|MiB\|GiB\)$/\1/p')
  unit=${1#"$number"}
  [ -n "$number" ] || return 0
  case $unit in
    k | KiB) echo $((number << 10)) ;;
    m | MiB) echo $((number << 20)) ;;
    g | GiB) echo $((number << 30)) ;;
  esac
}

# Prints what the command line, the environment or the configuration file says of memory, in this order.
memory_said() {
  local said="" file="" previous="" argument
  for argument in "$@"; do
    case $previous in
      --set) argument=--set=$argument ;;
      --config) file=$argument ;;
    esac
    case $argument in
      --set=memory=*) said=${argument#--set=memory=} ;;
      --config=*) file=${argument#--config=} ;;
    esac
    previous=$argument
  done
  if [ -z "$said" ]; then
    said=${TIDEMARK_MEMORY:-}
  fi
  if [ -z "$said" ] && [ -f "$file" ]; then
    said=$(sed -n 's/^[[:space:]]*memory[[:space:]]*[=:[:space:]][[:space:]]*\([^[:space:]]*\)[[:space:]]*$/\1/p' "$file" | tail -n 1)
  fi
  echo "$said"
}

# Prints what the machine has, or what the container may take of it if that is less.
machine_bytes() {
  local least limit group
  if [ "$(uname -s)" = Darwin ]; then
    sysctl -n hw.memsize
    return
  fi
  least=$(($(sed -n 's/^MemTotal: *\([0-9]*\) kB$/\1/p' /proc/meminfo) << 10))
  # Of the second version of control groups each one up to the root may have a limit; of the first, its own.
  group=$(sed -n 's/^0:://p' /proc/self/cgroup 2> /dev/null | head -n 1)
  while true; do
    for limit in "/sys/fs/cgroup$group/memory.max" "/sys/fs/cgroup/memory$group/memory.limit_in_bytes"; do
      limit=$(cat "$limit" 2> /dev/null || true)
      if [[ $limit =~ ^[0-9]{1,18}$ ]] && [ "$limit" -lt "$least" ]; then
        least=$limit
      fi
    done
    case $group in '' | /) break ;; esac
    group=${group%/*}
  done
  echo "$least"
}

memory_bytes() {
  local said quarter least=$((192 << 20)) most=$((4 << 30))
  said=$(bytes "$(memory_said "$@")")
  if [ -z "$said" ]; then
    quarter=$(($(machine_bytes) / 4))
    said=$((quarter < least ? least : quarter > most ? most : quarter))
  fi
  # Less is refused, in words, by a node that can start.
  echo $((said < least ? least : said))
}

# Prints the JVM's options for a command line of tidemark.
memory_options() {
  local memory direct
  case ${1:-} in
    run | demo)
      memory=$(memory_bytes "$@")
      direct=$((memory / 16 < 24 << 20 ? 24 << 20 : memory / 16))
      echo -n "-Xmx$((memory / 8 * 5)) -XX:MaxDirectMemorySize=$direct -Dtidemark.memory=$memory"
      if [ "$memory" -lt $((1 << 30)) ]; then
        # The collector for many cores takes room for itself, and large arrays do not fit into its regions.
        echo -n " -XX:+UseSerialGC"
      fi
      ;;
    *) echo -n "-Xmx768m -XX:MaxDirectMemorySize=128m" ;;
  esac
  # A thread that reads or writes files and sockets keeps a buffer as large as the largest that it used, without this.
  echo " -Djdk.nio.maxCachedBufferSize=262144"
}
