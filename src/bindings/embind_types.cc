// In place of Embind's own table of types, which would bring strings, memory views and JavaScript values into the
// module and its glue: only the types that embind.cc has in its signatures.
#include <emscripten/bind.h>
#include <emscripten/emscripten.h>

#include <cstdlib>
#include <limits>

extern "C" {

// As Embind's own, it runs before the bindings are made.
EMSCRIPTEN_KEEPALIVE __attribute__((constructor)) void __embind_register_native_and_builtin_types() {
  using emscripten::internal::TypeID;
  emscripten::internal::_embind_register_void(TypeID<void>::get(), "void");
  emscripten::internal::_embind_register_bool(TypeID<bool>::get(), "bool", sizeof(bool), true, false);
  emscripten::internal::_embind_register_integer(TypeID<int>::get(), "int", sizeof(int),
                                                 std::numeric_limits<int>::min(), std::numeric_limits<int>::max());
  emscripten::internal::_embind_register_float(TypeID<double>::get(), "double", sizeof(double));
}

// The name of a type that is not bound, for a message; the caller frees it. All types are bound.
EMSCRIPTEN_KEEPALIVE const char* __getTypeName(const void*) { return static_cast<const char*>(std::calloc(1, 1)); }
}
