// The parts of Arb 2.23 (FLINT 2.9) that ball arithmetic and exact intervals use.
#pragma once
#include <acb.h>
#include <acb_mat.h>
#include <arb.h>
#include <arb_hypgeom.h>
#include <arb_mat.h>
#include <arf.h>
#include <flint/flint.h>
#include <mag.h>
