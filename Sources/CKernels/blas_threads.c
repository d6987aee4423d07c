// The number of threads that OpenBLAS starts as it is loaded.
//
// It takes it from this function of its own, which it exports and calls by name. A program's definition comes before that of a library,
// so that no variable of the environment, which the process would have to be started with, is needed
// (Documentation/Decisions/0021). Later calls of `openblas_set_num_threads` are not affected.
__attribute__((visibility("default"))) int openblas_num_threads_env(void);
int openblas_num_threads_env(void) { return 1; }
