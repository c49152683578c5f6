#pragma once

// Loaded before a program (LD_PRELOAD), this library counts the program's requests to the heap and
// writes them, when the program ends, into the file that ALLOCATION_COUNT_FILE names: one line
// "allocations frees bytes".
