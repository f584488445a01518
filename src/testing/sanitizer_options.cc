// Makes failed allocations return nullptr under AddressSanitizer, as they do without it, and fail early: tests ask for
// huge blocks on purpose, and must not take the machine's memory.

extern "C" const char* __asan_default_options() {
  return "allocator_may_return_null=1:max_allocation_size_mb=2048:detect_stack_use_after_return=0";
}
