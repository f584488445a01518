# The WebAssembly module and its glue, upsampling2d.mjs and upsampling2d.wasm.

if(NOT EMSCRIPTEN_VERSION VERSION_EQUAL 3.1.6)
  message(WARNING "Expected Emscripten 3.1.6 but found ${EMSCRIPTEN_VERSION}: CONTRIBUTING.md lists what depends on it")
endif()

if(UPSAMPLING2D_SCALAR)
  # Of the host's headers, only those of SIMDe are needed.
  file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/include)
  file(CREATE_LINK /usr/include/simde ${CMAKE_BINARY_DIR}/include/simde SYMBOLIC)
  target_include_directories(upsampling2d_core SYSTEM PUBLIC ${CMAKE_BINARY_DIR}/include)
  # SIMDe asks for vectorised loops. This build must not have them.
  target_compile_options(upsampling2d_core PUBLIC -Wno-pass-failed)
else()
  target_compile_options(upsampling2d_core PUBLIC -msimd128)
endif()

# What runs once a plan or a band, and not once a row, is made small.
set_source_files_properties(
  src/core/axis_plan.cc src/core/axis_rule.cc src/core/buffer.cc src/core/filter.cc src/core/float_window.cc
  src/kernels/row_kernels.cc src/kernels/srgb.cc src/kernels/window_block.cc
  src/layer/bands.cc src/layer/copy_rows.cc src/layer/plan.cc src/layer/repeat_pattern.cc src/layer/resident.cc src/layer/scratch.cc src/layer/staging.cc
  src/bindings/embind.cc
  PROPERTIES COMPILE_OPTIONS -Oz)
# -O2 makes the module a tenth smaller than -O3 does, and no kernel slower but these, by up to 40 %.
set_source_files_properties(
  src/kernels/interleave.cc src/kernels/sum_rows.cc
  PROPERTIES COMPILE_OPTIONS -O3)

# Every engine with SIMD has these: memory.copy for rows, saturating conversions without branches.
target_compile_options(upsampling2d_core PUBLIC
  # Loops over the taps of a filter are short, and vectors are written where they pay.
  -O2 -mllvm -unroll-runtime=false -fno-vectorize -fno-slp-vectorize -mbulk-memory -mnontrapping-fptoint -msign-ext
  # Embind's names of types that are not bound would need run-time type information.
  -DEMSCRIPTEN_HAS_UNBOUND_TYPE_NAMES=0)

add_executable(upsampling2d src/bindings/embind.cc)
target_link_libraries(upsampling2d PRIVATE upsampling2d_core)
set_target_properties(upsampling2d PROPERTIES
  SUFFIX .mjs LINK_DEPENDS ${CMAKE_SOURCE_DIR}/src/bindings/embind_numbers.js)
target_link_options(upsampling2d PRIVATE
  # -fno-rtti is needed here as well: it selects the matching build of Embind's library.
  -O3 -fno-rtti --no-entry
  # Clang has inlined what pays. Binaryen would do it again with every helper of the code made small above.
  -sBINARYEN_EXTRA_PASSES=--flexible-inline-max-function-size=1
  # Embind without its C++ library, which -lembind would add. embind.cc defines the one function that is needed.
  "SHELL:--js-library ${EMSCRIPTEN_ROOT_PATH}/src/embind/embind.js"
  "SHELL:--js-library ${CMAKE_SOURCE_DIR}/src/bindings/embind_numbers.js"
  -sEXPORTED_FUNCTIONS=_malloc,_free
  -sMODULARIZE -sEXPORT_ES6
  # Our loader names the file, once; the glue must not.
  -sUSE_ES6_IMPORT_META=0
  # With `node` in this list the glue could not be loaded as a module in Node; given the bytes, this one runs there too.
  -sENVIRONMENT=web,worker
  # For a content security policy without 'unsafe-eval'.
  -sDYNAMIC_EXECUTION=0
  -sFILESYSTEM=0 -sTEXTDECODER=2 -sSTRICT
  -sINCOMING_MODULE_JS_API=instantiateWasm
  # There are few and large blocks, so a small allocator is enough.
  -sMALLOC=emmalloc
  -sALLOW_MEMORY_GROWTH -sMAXIMUM_MEMORY=4GB -sINITIAL_MEMORY=1MB -sTOTAL_STACK=65536
  # A library must not change how the process handles its errors.
  -sNODEJS_CATCH_EXIT=0 -sNODEJS_CATCH_REJECTION=0)
