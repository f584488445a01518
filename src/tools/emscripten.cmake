# CMake's toolchain file for the wasm- presets: finds Emscripten and includes its own. In this order: the folder that the
# environment names as EMSCRIPTEN_ROOT_PATH, an emsdk that is named by EMSDK, and whichever em-config is on the path, which is
# how Debian's is found.

if(DEFINED ENV{EMSCRIPTEN_ROOT_PATH})
  set(emscripten_root "$ENV{EMSCRIPTEN_ROOT_PATH}")
elseif(DEFINED ENV{EMSDK})
  set(emscripten_root "$ENV{EMSDK}/upstream/emscripten")
else()
  find_program(EM_CONFIG em-config)
  if(EM_CONFIG)
    execute_process(COMMAND ${EM_CONFIG} EMSCRIPTEN_ROOT
      OUTPUT_VARIABLE emscripten_root OUTPUT_STRIP_TRAILING_WHITESPACE)
  endif()
endif()

set(emscripten_toolchain "${emscripten_root}/cmake/Modules/Platform/Emscripten.cmake")
if(NOT EXISTS "${emscripten_toolchain}")
  message(FATAL_ERROR "Emscripten is not in \"${emscripten_root}\": please name its folder in the environment as "
    "EMSCRIPTEN_ROOT_PATH, or that of an emsdk as EMSDK, or put em-config on the path")
endif()
include("${emscripten_toolchain}")
