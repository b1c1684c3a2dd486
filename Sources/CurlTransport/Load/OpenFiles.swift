internal import Glibc

/// How many files this process may have open.
enum OpenFiles {
    /// Raises the limit to `count` where that is permitted; false when it stays below.
    static func allow(_ count: Int) -> Bool {
        var limit = rlimit()
        let kind = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        // Both calls use the local structure only.
        guard getrlimit(kind, &limit) == 0 else { return true }
        if limit.rlim_cur >= rlim_t(count) { return true }
        guard limit.rlim_max >= rlim_t(count) else { return false }
        limit.rlim_cur = limit.rlim_max
        return setrlimit(kind, &limit) == 0
    }
}
