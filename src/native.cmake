# Host builds of the kernels: tests, fuzzers or benchmark. Their vectors are SIMDe's.

# The host's instructions that match the module's best; wider ones would not tell how it behaves.
target_compile_options(upsampling2d_core PUBLIC -msse4.1)

if(UPSAMPLING2D_SANITIZE)
  # -O1: compiling takes longer than testing otherwise.
  set(sanitize -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  # With assertions, which the build type would take out.
  target_compile_options(upsampling2d_core PUBLIC ${sanitize} -O1 -UNDEBUG)
  target_link_options(upsampling2d_core PUBLIC ${sanitize})
  if(UPSAMPLING2D_FUZZ)
    target_compile_options(upsampling2d_core PUBLIC -fsanitize=fuzzer-no-link)
  endif()
endif()

enable_testing()

add_library(upsampling2d_testing STATIC
  src/testing/reference.cc
  src/testing/elements.cc
  src/testing/run_plan.cc
  src/testing/tensorflow.cc
)
target_link_libraries(upsampling2d_testing PUBLIC upsampling2d_core)

if(UPSAMPLING2D_FUZZ)
  set(fuzz_seconds 10)
  foreach(name fuzz_kernels fuzz_layer)
    add_executable(${name} src/fuzz/${name}.cc)
    target_link_libraries(${name} PRIVATE upsampling2d_testing)
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
    # A run of ctest is short; FUZZ_SECONDS in its environment makes it longer.
    add_test(NAME ${name} COMMAND sh -c "exec $<TARGET_FILE:${name}> -max_total_time=\${FUZZ_SECONDS:-${fuzz_seconds}}")
  endforeach()
elseif(UPSAMPLING2D_BENCH)
  find_package(benchmark REQUIRED)
  add_executable(kernels_bench src/bench/kernels_bench.cc)
  target_link_libraries(kernels_bench PRIVATE upsampling2d_core benchmark::benchmark)
else()
  find_package(GTest REQUIRED)
  include(GoogleTest)
  function(add_tests name)
    add_executable(${name} ${ARGN} src/testing/sanitizer_options.cc)
    target_link_libraries(${name} PRIVATE upsampling2d_testing GTest::gtest_main)
    gtest_discover_tests(${name} DISCOVERY_TIMEOUT 60)
  endfunction()
  add_tests(core_test
    src/core/axis_plan_test.cc
    src/core/buffer_test.cc
    src/core/filter_test.cc
    src/core/shape_test.cc
    src/testing/reference_test.cc
    src/testing/tensorflow_test.cc
  )
  add_tests(kernels_test
    src/kernels/convert_test.cc
    src/kernels/sum_rows_test.cc
    src/kernels/sum_windows_test.cc
    src/kernels/horizontal_test.cc
    src/kernels/interleave_test.cc
    src/kernels/moderate_test.cc
    src/kernels/repeat_test.cc
    src/kernels/srgb_test.cc
  )
  add_tests(layer_test
    src/layer/plan_test.cc
  )
endif()
