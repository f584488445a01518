// TensorFlow's arithmetic, held against numbers that TensorFlow 2.21 gave (x86-64, CPU), against the definition in
// double, and its sine against the C library's.
#include "testing/tensorflow.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "testing/names.h"
#include "testing/random.h"
#include "testing/reference.h"

namespace upsampling2d {
namespace {

std::string NameOf(const TensorFlowLayer& layer, const TensorFlowShape& shape) {
  return NameOf(layer.interpolation) + " " + NameOf(layer.coordinates) + " " + std::to_string(shape.rows) + " x " +
         std::to_string(shape.cols) + " by " + std::to_string(layer.row_factor) + ", " +
         std::to_string(layer.col_factor);
}

bool SameBits(float a, float b) { return std::memcmp(&a, &b, sizeof(a)) == 0; }

// One channel each; of the output every `every`-th number.
struct Printed {
  TensorFlowLayer layer;
  TensorFlowShape shape;
  std::vector<float> in;
  size_t every;
  std::vector<float> out;
};

// tf_keras.layers.UpSampling2D, and for the two old coordinate modes tf.compat.v1.image.
const Printed kPrinted[] = {
    {{Interpolation::k_nearest, Coordinates::k_half_pixel, 2, 2},
     {1, 3, 3, 1},
     {0.81221724, -0.570613, -0.32739556, -0.0667056, -0.90097004, -0.6987321, -1.2951655, -1.1541065, 1.438028},
     3,
     {0.81221724, -0.570613, 0.81221724, -0.570613, -0.0667056, -0.90097004, -0.0667056, -0.90097004, -1.2951655,
      -1.1541065, -1.2951655, -1.1541065}},
    {{Interpolation::k_nearest, Coordinates::k_half_pixel, 7, 3},
     {1, 5, 4, 1},
     {-0.784631,   -0.18358773, 1.214708,    0.34470797, -0.58595943, 1.0624833, -0.7036438,
      -1.300023,   -2.3620534,  -0.46081966, -1.516875,  -0.85350394, 2.6848712, -1.1021242,
      -0.09582144, -0.19814482, 0.8699733,   -0.8220059, -0.3211558,  -1.2066756},
     38,
     {-0.784631, -0.784631, -0.18358773, -0.7036438, -0.7036438, -0.85350394, -2.3620534, 2.6848712, -1.1021242,
      -0.3211558, -0.3211558, -1.2066756}},
    {{Interpolation::k_nearest, Coordinates::k_half_pixel, 5, 5},
     {1, 1, 1, 1},
     {0.007382297},
     2,
     {0.007382297, 0.007382297, 0.007382297, 0.007382297, 0.007382297, 0.007382297, 0.007382297, 0.007382297,
      0.007382297, 0.007382297, 0.007382297, 0.007382297, 0.007382297}},
    {{Interpolation::k_bilinear, Coordinates::k_half_pixel, 2, 2},
     {1, 2, 6, 1},
     {0.35473415, 0.0655894, 0.49721628, -1.727261, -0.33749738, 0.3009586, 0.021120615, -0.6568995, 0.571305,
      0.53234047, -0.37718177, 1.0794238},
     5,
     {0.35473415, -0.05890304, 0.1413446, 0.042659998, -0.551154, -0.040676326, 0.11377573, 0.88480747, 0.26425385,
      -0.01303038}},
    {{Interpolation::k_bilinear, Coordinates::k_half_pixel, 3, 1},
     {1, 7, 5, 1},
     {-0.011407583, -1.4045119, 0.26886344, -0.9378562, -0.20711882,  0.20649898,  0.1458543,  -0.27688333, -0.13781735,
      0.5969275,    0.07139166, -2.5277014, -0.8319256, -0.042976458, 0.9801088,   -0.5558054, -0.6450852,  0.3988159,
      -1.1151272,   0.5852928,  -0.6720265, 0.14294375, 0.29332414,   0.35565427,  1.0584594,  -0.25499135, -0.7927724,
      -0.014934369, 2.080154,   1.04203,    -0.9877583, -1.2525185,   -0.20831531, -1.4536461, -1.3103775},
     9,
     {-0.011407583, -0.20711882, -0.4044969, -0.46189743, -2.5277014, -0.34673977, 0.5852928, -0.13460577, 0.19057125,
      -0.7927724, -0.74350286, -1.3103775}},
    {{Interpolation::k_bilinear, Coordinates::k_half_pixel, 5, 8},
     {1, 2, 3, 1},
     {0.09663983, 1.2313557, 0.023635652, 1.9006854, -0.739732, 1.2390137},
     21,
     {0.09663983, 0.023635652, 0.25008315, 0.70297813, 0.8014865, 0.56021345, 0.82582843, 1.5398765, 1.9006854,
      1.2390137, 0.86799884, 0.12596923}},
    {{Interpolation::k_bicubic, Coordinates::k_half_pixel, 2, 4},
     {1, 1, 4, 1},
     {-0.24186788, -0.30339828, -0.596348, 0.7200789},
     2,
     {-0.23498017, -0.24488835, -0.25987923, -0.3399448, -0.5941963, -0.49152437, 0.28404808, 0.78884745, -0.23498017,
      -0.24488835, -0.25987923, -0.3399448, -0.5941963, -0.49152437, 0.28404808, 0.78884745}},
    {{Interpolation::k_bicubic, Coordinates::k_half_pixel, 3, 3},
     {1, 2, 16, 1},
     {-0.48221907, 0.024167087, -0.4862806, 0.3969995,   -0.39013466, -0.5337044,  -0.7883105, -0.662473,
      -0.50596565, 0.76069576,  0.26179942, 0.4250593,   -0.80172855, 0.7422487,   0.13730404, -0.0057417955,
      0.18414225,  0.55977225,  -0.2350898, -0.24968666, -0.4101151,  -0.74334025, -3.0133083, 0.47869208,
      -0.75443375, 0.8729993,   0.20473982, -1.1006954,  -1.0011482,  1.6142673,   -1.3092171, 0.051841512},
     26,
     {-0.6070467, -0.07601655, 0.024167087, 0.44418246, -0.25120708, -0.032093525, -0.27120546, -0.20208652,
      -0.74334025, -0.4482033, -2.2420952, 0.05789964}},
    {{Interpolation::k_bicubic, Coordinates::k_half_pixel, 5, 5},
     {1, 6, 4, 1},
     {0.37130344, 1.2117983,   -0.31684226, 0.5984602,  1.4584886, -0.41719788, 0.64130497,  0.90294284,
      1.0495464,  -0.13513249, -0.282421,   -0.7291077, 1.7887617, 1.0539994,   0.30803892,  -0.12574694,
      1.060824,   -0.13863191, -1.8203804,  -1.4792019, 2.0700474, 0.18947977,  0.094002925, 1.0397031},
     54,
     {0.112587646, -0.0510609, 0.17558634, 1.4540172, -0.10595609, -0.119414255, 1.4761004, -0.35799223, -1.60957,
      0.23146409, 2.287131, 0.73235047}},
    {{Interpolation::k_lanczos3, Coordinates::k_half_pixel, 2, 2},
     {1, 8, 2, 1},
     {-1.0879974, 0.49259782, 0.28963158, 2.0827744, -0.41106054, -1.0046384, 0.7841913, 0.5488067, 0.74274296,
      -0.05757144, -0.9685511, -0.71461475, 0.7381492, -0.39034593, -0.4777196, -0.6123753},
     5,
     {-1.5512209, -0.37014994, 1.5595043, 1.7540942, -0.15558152, 0.34736925, 0.7910863, 0.12543003, -0.8619629,
      -0.70585364, -0.25821397, -0.5791959, -0.7100664}},
    {{Interpolation::k_lanczos3, Coordinates::k_half_pixel, 3, 1},
     {1, 26, 1, 1},
     {-0.20632032, 0.6253599,   -1.6189817, 0.8912924,    1.5357246,  0.13195197, 0.97696996, 0.7287345,  1.185702,
      -0.8653375,  1.8753073,   1.5199409,  0.0062972237, -1.0233241, -1.1181418, -1.6455153, 0.76187414, -0.7238549,
      1.0966599,   -0.96195334, -1.2476734, -0.6010026,   1.746148,   -1.9115009, 1.4286717,  -1.7210504},
     7,
     {-0.44380218, -1.6189817, 1.0369514, 0.7731715, -0.86533755, 1.0194737, -1.0178099, 0.76187414, 0.76381105,
      -1.1775495, -1.9115009, -2.3898983}},
    {{Interpolation::k_lanczos3, Coordinates::k_half_pixel, 5, 5},
     {1, 3, 3, 1},
     {1.2771194, 0.5755118, 1.031553, -1.7021434, -0.26626593, -0.5688882, -0.2767244, 1.4771554, -0.5186404},
     21,
     {2.1423342, 0.8555196, 1.031553, 0.12887537, 0.048128936, -1.9889978, -0.27959254, -0.7679477, -0.27898893,
      0.8312881, -0.2977579}},
    {{Interpolation::k_lanczos5, Coordinates::k_half_pixel, 2, 2},
     {1, 6, 2, 1},
     {-0.5746387, -0.46337345, 0.5881474, 0.6392823, 2.5690022, 0.92659676, -0.100267604, 1.9487739, 0.6854913,
      1.3459067, -0.88684267, 0.6874333},
     5,
     {-0.5162698, -0.48624292, 0.2548453, 0.6522522, 2.1420207, 0.6992109, 1.515799, 1.9441772, -0.6899843,
      -0.7921926}},
    {{Interpolation::k_lanczos5, Coordinates::k_half_pixel, 3, 3},
     {1, 2, 3, 1},
     {-0.4441216, 0.47129968, -0.9558483, 0.9106559, 0.38738507, -0.3543366},
     4,
     {-1.2064549, 0.49543834, -1.511002, 0.369465, -0.9558483, 0.26027715, -0.40939367, 0.4656908, 0.03238891,
      0.90311503, 0.38738504, -0.40261775, 0.82147646, -0.1813076}},
    {{Interpolation::k_lanczos5, Coordinates::k_half_pixel, 5, 1},
     {1, 12, 4, 1},
     {0.88663423,  0.1605352,   -0.101646714, 1.0377359,  -0.24926905, -0.6161838,  -2.5587626,    -0.034060773,
      0.35212344,  -0.3314591,  -1.113117,    0.4068061,  -1.5168035,  0.29953334,  0.4909243,     -0.48746136,
      -0.38662165, -0.5096313,  0.29064295,   0.08723087, 0.8003224,   0.12148796,  -0.0005145665, 1.4817255,
      0.12283664,  -0.46308655, -0.046993066, -0.7097323, 1.2113976,   -0.73743093, 0.62805134,    0.35198447,
      1.5176325,   -0.30856848, 0.3904518,    0.09247283, 0.514622,    0.030127134, 1.5321882,     -0.28149104,
      -0.35185724, 0.9918722,   -0.34038255,  -1.4106748, 1.2237552,   -0.07986972, 1.5783468,     -0.1970069},
     21,
     {1.2812376, -0.24830513, -2.258578, 0.048913404, -0.8790536, 0.00015356866, -0.146707, 0.062346436, 1.5176325,
      0.030127043, -0.3403826, -0.19700691}},
    {{Interpolation::k_gaussian, Coordinates::k_half_pixel, 2, 2},
     {1, 11, 1, 1},
     {-0.4206141, -1.4123453, -1.1850297, 0.80181324, 0.53024673, -0.9163758, -1.5979131, -0.5393376, 0.22287224,
      -2.244236, -1.039796},
     5,
     {-0.46764782, -1.1470113, -0.67743415, 0.66156673, -0.56491727, -1.3838804, -0.37872297, -0.44410175, -1.3637197}},
    {{Interpolation::k_gaussian, Coordinates::k_half_pixel, 3, 3},
     {1, 4, 6, 1},
     {0.19369751,  2.0536017,   0.27807117, 0.51536787,  -0.17100707, -0.2579398, 1.6081538,   -0.64723885,
      0.47337273,  -0.24462347, -1.1216327, 0.30513766,  0.5465265,   -2.0487878, -1.7506372,  2.0633848,
      0.008256354, -1.2344545,  0.54320973, -0.26933643, 0.039920524, 0.45505592, -0.65249705, 0.68554777},
     19,
     {0.3016008, 0.52553517, 0.83088934, 0.51694345, -0.23429687, -0.7382508, -1.1101023, -1.0480144, -0.25722155,
      0.44801688, 0.429414, 0.12030338}},
    {{Interpolation::k_gaussian, Coordinates::k_half_pixel, 5, 5},
     {1, 1, 7, 1},
     {0.31299007, -0.8543657, 0.93661433, -0.80478805, -0.8609669, -0.9739059, -0.49115276},
     16,
     {0.28194192, -0.4222018, -0.5486983, 0.47155708, -0.7814715, 0.20141236, -0.92737675, -0.53928226, -0.88343394,
      -0.15548426, -0.8406023}},
    {{Interpolation::k_mitchellcubic, Coordinates::k_half_pixel, 3, 3},
     {1, 4, 3, 1},
     {0.36054933, -2.4253793, 1.4504137, 0.32442966, -0.8493004, 0.54514366, -1.5754786, -0.68325603, 0.8874188,
      0.21726426, 1.2534418, -0.07216042},
     10,
     {0.5016042, 0.20012464, -0.4047159, -0.8556655, -0.77815723, -0.3171534, 0.3078935, 0.7327414, 0.6031218,
      0.061828963, 0.36581254}},
    {{Interpolation::k_mitchellcubic, Coordinates::k_half_pixel, 5, 5},
     {1, 2, 1, 1},
     {0.6492907, 1.9165407},
     4,
     {0.5742012, 0.5742012, 0.62687397, 0.72383493, 0.9043901, 1.1503704, 1.1503704, 1.4154611, 1.6614416, 1.8419964,
      1.9389575, 1.9389575, 1.99163}},
    {{Interpolation::k_mitchellcubic, Coordinates::k_half_pixel, 5, 4},
     {1, 6, 1, 1},
     {0.72176224, -0.02776204, -1.2739774, -0.37719604, -0.8266538, 1.4793158},
     10,
     {0.7661745, 0.67767245, 0.32260224, -0.05535605, -0.83851135, -1.1549219, -0.7484002, -0.45198727, -0.7077734,
      -0.6735741, 0.5934568, 1.3436701}},
    {{Interpolation::k_area, Coordinates::k_half_pixel, 2, 2},
     {1, 2, 5, 1},
     {0.9397635, 0.06983163, -0.49123794, -0.051417034, 0.89616394, -0.15631963, 0.41315728, 1.5853112, 1.0111127,
      0.3789719},
     3,
     {0.9397635, 0.06983163, -0.051417034, 0.89616394, 0.06983163, -0.49123794, 0.89616394, -0.15631963, 1.5853112,
      1.0111127, -0.15631963, 0.41315728, 1.0111127, 0.3789719}},
    {{Interpolation::k_area, Coordinates::k_half_pixel, 3, 3},
     {1, 10, 1, 1},
     {0.041806962, -0.22164522, 0.1802923, 0.68509, -2.155932, -1.3293747, 2.2189782, 1.2852429, -0.4824277,
      -0.3702013},
     8,
     {0.04180696, 0.041806955, -0.22164516, 0.18029223, 0.6850899, -2.155932, -1.3293746, 2.218979, 1.2852435,
      -0.48242858, -0.48242715, -0.3702009}},
    {{Interpolation::k_area, Coordinates::k_half_pixel, 5, 8},
     {1, 3, 2, 1},
     {0.5916181, -0.8013501, -1.3955446, 0.40411887, -0.39306787, -1.0097088},
     21,
     {0.5916181, 0.5916181, -0.8013501, -0.8013501, -1.395545, 0.40411887, 0.40411887, -1.395544, -1.009709, -1.0097088,
      -0.39306787, -0.39306796}},
    {{Interpolation::k_nearest, Coordinates::k_asymmetric, 3, 3},
     {1, 2, 2, 1},
     {0.69127184, -0.33838448, -1.9659883, 1.1794493},
     4,
     {0.69127184, -0.33838448, 0.69127184, 0.69127184, -0.33838448, -1.9659883, -1.9659883, 1.1794493, -1.9659883}},
    {{Interpolation::k_nearest, Coordinates::k_asymmetric, 2, 5},
     {1, 2, 2, 1},
     {-0.2950797, -1.5809487, -0.54735947, -1.2789106},
     3,
     {-0.2950797, -0.2950797, -1.5809487, -1.5809487, -0.2950797, -1.5809487, -1.5809487, -0.54735947, -0.54735947,
      -1.2789106, -0.54735947, -0.54735947, -1.2789106, -1.2789106}},
    {{Interpolation::k_nearest, Coordinates::k_align_corners, 3, 3},
     {1, 2, 2, 1},
     {1.1122415, 0.82930404, -0.10052575, -0.47132826},
     4,
     {1.1122415, 0.82930404, 1.1122415, 1.1122415, 0.82930404, -0.10052575, -0.10052575, -0.47132826, -0.10052575}},
    {{Interpolation::k_nearest, Coordinates::k_align_corners, 2, 5},
     {1, 2, 2, 1},
     {-1.794015, -1.2418967, 1.4718202, -0.042811587},
     3,
     {-1.794015, -1.794015, -1.2418967, -1.2418967, -1.794015, -1.2418967, -1.2418967, 1.4718202, 1.4718202,
      -0.042811587, 1.4718202, 1.4718202, -0.042811587, -0.042811587}},
    {{Interpolation::k_bilinear, Coordinates::k_asymmetric, 3, 3},
     {1, 2, 2, 1},
     {-0.50176966, 0.40878606, 0.42580488, -0.30674812},
     4,
     {-0.50176966, 0.40878606, 0.049323745, 0.11661339, -0.06823677, -0.06256381, 0.42580488, -0.30674812,
      -0.06256381}},
    {{Interpolation::k_bilinear, Coordinates::k_asymmetric, 2, 5},
     {1, 2, 2, 1},
     {0.67496264, -1.8225037, -0.41922674, -0.76643765},
     3,
     {0.67496264, -0.8235172, -1.8225037, -1.8225037, -0.4410675, -1.2944707, -1.2944707, -0.48866892, -0.6969955,
      -0.76643765, -0.41922674, -0.6275533, -0.76643765, -0.76643765}},
    {{Interpolation::k_bilinear, Coordinates::k_align_corners, 3, 3},
     {1, 2, 2, 1},
     {-0.18120162, -0.7718525, 0.20306261, -0.33893067},
     4,
     {-0.18120162, -0.6537223, -0.3367165, -0.02749592, -0.48444617, -0.1752256, 0.12620978, -0.31517005,
      -0.013734698}},
    {{Interpolation::k_bilinear, Coordinates::k_align_corners, 2, 5},
     {1, 2, 2, 1},
     {-0.57152706, 0.015457247, 0.571994, -1.5942866},
     3,
     {-0.57152706, -0.3758656, -0.18020415, 0.015457247, -0.26385796, -0.3741148, -0.48437166, 0.052095234, -0.36407992,
      -0.7802552, 0.571994, -0.15009952, -0.87219304, -1.5942866}},
};

TEST(TensorFlow, GivesItsPrintedNumbers) {
  for (const Printed& given : kPrinted) {
    const std::vector<float> out = TensorFlowForward(given.layer, given.shape, given.in);
    ASSERT_EQ((out.size() - 1) / given.every + 1, given.out.size()) << NameOf(given.layer, given.shape);
    for (size_t i = 0; i < given.out.size(); ++i) {
      EXPECT_TRUE(SameBits(out[i * given.every], given.out[i])) << NameOf(given.layer, given.shape) << ", number " << i;
    }
  }
}

struct PrintedGradient {
  TensorFlowLayer layer;
  TensorFlowShape shape;
  std::vector<float> output_gradient;
  std::vector<float> gradient;
};

const PrintedGradient kPrintedGradients[] = {
    {{Interpolation::k_bilinear, Coordinates::k_half_pixel, 2, 2},
     {1, 2, 6, 1},
     {0.9071895, 0.08172287,  -0.8713493,  0.028144186, 0.22636536, 1.93374,     0.25245142,  1.1285657,
      -1.057513, 1.6224337,   -1.1222882,  0.4572362,   1.5096453,  -0.30520967, 2.8334653,   0.9500683,
      0.6681007, -0.11277165, -0.86277926, -0.29777953, -0.5308395, -0.08170961, 1.2759914,   0.47671357,
      0.8482712, 0.22908044,  -1.5836456,  0.39558986,  0.20024925, 0.19848892,  0.51872385,  -0.31967032,
      -0.789329, 0.26397842,  -0.67510515, 1.7434092,   0.105357,   0.94200206,  0.058469884, -0.6407515,
      1.966636,  0.01658572,  -0.80285734, 0.17683521,  0.31565064, 1.3339385,   0.2114101,   0.81400365},
     {2.3985152, 1.4449706, 2.150875, 0.48172328, 0.10343903, 1.406857, 1.7918798, 0.43475956, 1.6318179, -0.6431028,
      0.79850835, 2.6366715}},
    {{Interpolation::k_bicubic, Coordinates::k_half_pixel, 5, 5},
     {1, 1, 1, 1},
     {-1.2142136, 1.1840028,  -0.38990384, 0.80110633, 0.9978529,  -0.81436735, -0.7534111, 2.232763,  0.48382634,
      0.19605365, -1.0336657, 0.15974776,  0.941558,   0.28493026, 0.8182503,   -1.6969277, 0.3064744, 0.28679028,
      0.9898259,  -3.2243874, 0.9936755,   0.8495159,  -0.7076336, -0.14204003, -0.2646216},
     {1.2852018}},
    {{Interpolation::k_lanczos3, Coordinates::k_half_pixel, 5, 5},
     {1, 3, 1, 1},
     {-0.09096411, -0.34628585, -1.1923538,   0.8487099,   0.27102524,  -0.7991105,  0.9405786,   0.68658584,
      0.28153318,  0.9736526,   -0.26401517,  -1.3735448,  1.9786302,   -0.12876219, 1.3414991,   -1.1990268,
      -0.89882356, 1.1865302,   -1.1398096,   -2.1147115,  -0.69870335, -1.6928238,  -0.19170187, -0.4064438,
      -0.5377902,  0.40282857,  0.82435656,   1.1146877,   -0.9508232,  0.2289336,   1.5273097,   -1.5370545,
      0.91383034,  -0.6695483,  1.6986666,    0.191653,    0.94073427,  1.2627732,   -0.30153492, -0.2562831,
      0.47492903,  -0.17054294, 0.4318149,    -0.17559572, 0.062942795, -0.5079297,  0.10869125,  -0.23473614,
      -1.2036927,  -0.726348,   -1.3686745,   -1.1477587,  0.14007895,  0.19448034,  -0.5457535,  0.424651,
      -1.218912,   0.56401455,  -1.1437471,   -0.6475159,  -0.3477895,  -1.7732388,  0.4604755,   -1.1794977,
      -0.36177695, 0.31737554,  -0.052471913, 1.0680118,   1.0089855,   0.21149541,  -3.0547397,  -0.6185223,
      1.536738,    1.7038306,   -0.021881163},
     {-0.8454819, -0.79051477, -5.3322096}},
    {{Interpolation::k_lanczos5, Coordinates::k_half_pixel, 2, 2},
     {1, 6, 2, 1},
     {-0.32106754, 0.17307888,   -1.7610449,  0.18692301, -1.4088033,  -0.3762305,  0.44061047,  -1.8399665,
      -0.23617539, 0.11426739,   0.71347964,  0.8655099,  0.4114771,   -0.7331841,  0.5862458,   -0.6845639,
      0.3958518,   0.24273954,   -0.6266687,  -1.188261,  0.5045177,   -0.22511286, 0.9771178,   -1.547789,
      0.049360357, 0.90188897,   -0.57754153, 0.79562664, -1.836114,   -0.94179016, 1.3892275,   0.3252762,
      -0.32279325, 1.194623,     1.4445964,   -0.454134,  0.8221392,   0.43723187,  -0.12228261, 0.08579705,
      -1.1145695,  -0.120436944, -0.132371,   0.50981724, 0.016808437, 0.95917726,  -2.5630195,  2.5666914},
     {-2.0615652, -1.8436586, -0.3232877, 0.25197047, 2.2954342, -3.5438151, -1.8547876, 2.614551, 0.77250266,
      0.9954678, -1.2815874, 1.9549356}},
    {{Interpolation::k_gaussian, Coordinates::k_half_pixel, 2, 7},
     {1, 1, 6, 1},
     {2.11762,      1.8145587,    -1.9273095,   0.006623781, -0.5552485,  -1.4364828,  0.6771178,   0.45080507,
      0.9771466,    0.02624861,   -0.110312335, -0.41009563, -0.3543177,  -0.84719384, 0.642131,    -0.6932562,
      -0.04854065,  0.052768685,  -0.75576586,  0.9999492,   -0.5869969,  1.5688086,   -0.16698584, -1.0797341,
      -1.0193477,   -0.26432636,  0.05334154,   -1.2020901,  1.3527064,   -0.6864661,  0.48902518,  -0.0073566446,
      -0.069503255, -2.0789006,   1.4475105,    0.528907,    1.2042879,   -0.22796883, 0.014089293, 0.03395089,
      0.63754547,   -1.4734873,   -0.5415151,   -0.8353079,  1.2526413,   2.6917522,   -2.35233,    -1.1766149,
      -1.337891,    0.9576685,    0.93087983,   -0.18639389, -0.3982687,  -0.3351232,  1.2009001,   1.7156051,
      -2.5476296,   -0.031897925, -1.3715272,   1.207551,    -1.3892099,  -1.6920598,  0.076649204, 1.3035761,
      -1.2596362,   0.1368929,    1.5027626,    -0.08981886, -0.15529628, 0.5072034,   -0.7047971,  -0.31308985,
      0.8991605,    1.0069425,    -0.15563127,  -0.4068723,  1.0541446,   0.90082216,  -0.39912957, 0.46805212,
      1.1408359,    -0.36164093,  0.27291697,   0.15507624},
     {0.727968, -0.4936836, -2.9049058, -0.9303539, 1.6955925, 2.339191}},
    {{Interpolation::k_mitchellcubic, Coordinates::k_half_pixel, 5, 5},
     {1, 2, 1, 1},
     {-1.4606177,  -0.29198956, 0.056166507, 0.26199335,  -0.13940898,  1.4538867,  0.13783176, 1.1435262,  -2.1629946,
      -0.5159944,  -1.5293605,  0.48297068,  0.16831689,  -0.030632058, -2.1884391, -0.72669,   1.7902143,  0.97677135,
      1.2243625,   0.64132684,  -0.42534977, 1.3774453,   -0.20410408,  -0.6381668, 0.6170862,  -1.4126499, -3.2896624,
      -0.23501484, -0.76471025, 0.17357476,  -0.11282152, -0.056796797, 0.76466453, 0.2085462,  1.6814085,  2.1041648,
      1.1022038,   0.21815571,  -0.6978398,  1.0985093,   0.9318501,    -0.1858465, -0.9809668, 0.47941107, -0.07937684,
      0.7278149,   -1.1727252,  -0.5583582,  1.3277425,   0.4874337},
     {-2.4774075, 4.2542696}},
};

TEST(TensorFlow, GivesItsPrintedGradients) {
  for (const PrintedGradient& given : kPrintedGradients) {
    const std::vector<float> gradient = TensorFlowGradient(given.layer, given.shape, given.output_gradient);
    ASSERT_EQ(gradient.size(), given.gradient.size()) << NameOf(given.layer, given.shape);
    for (size_t i = 0; i < gradient.size(); ++i) {
      EXPECT_TRUE(SameBits(gradient[i], given.gradient[i])) << NameOf(given.layer, given.shape) << ", number " << i;
    }
  }
}

void ExpectNear(const std::vector<float>& got, const ReferenceResult& expected, double tolerance,
                const std::string& what) {
  ASSERT_EQ(got.size(), expected.values.size()) << what;
  for (size_t i = 0; i < got.size(); ++i) {
    ASSERT_NEAR(got[i], expected.values[i], tolerance * expected.gain) << what << ", element " << i;
  }
}

std::vector<float> RandomValues(int64_t count, Random* random) {
  std::vector<float> values;
  for (int64_t i = 0; i < count; ++i) values.push_back(static_cast<float>(random->Real(-1, 1)));
  return values;
}

// On short axes positions in float32 are almost exact.
TEST(TensorFlow, IsNearTheDefinition) {
  Random random(1);
  for (const Interpolation interpolation : {
#define INTERPOLATION(name, weight, radius, phase_steps) Interpolation::k_##name,
#include "core/interpolation_list.inc"
#undef INTERPOLATION
       }) {
    for (const Coordinates coordinates : {
#define COORDINATES(name, position, periodic, rounds) Coordinates::k_##name,
#include "core/coordinates_list.inc"
#undef COORDINATES
         }) {
      const bool area = interpolation == Interpolation::k_area;
      if (area && coordinates != Coordinates::k_half_pixel) continue;
      // The ends of area's footprints are rounded: 2^-24 of a position up to 8, against a length down to 1/7, twice an
      // axis.
      const double tolerance = area ? 3e-5 : 3e-6;
      for (int64_t row_factor = 1; row_factor <= 7; ++row_factor) {
        const TensorFlowLayer layer = {interpolation, coordinates, row_factor, random.Integer(1, 5)};
        const TensorFlowShape shape = {2, random.Integer(1, 8), random.Integer(1, 8), random.Integer(1, 3)};
        const std::array<int64_t, 4> dims = {shape.planes, shape.rows, shape.cols, shape.channels};
        const int64_t count = shape.planes * shape.rows * shape.cols * shape.channels;
        const std::vector<float> in = RandomValues(count, &random);
        const std::vector<float> dy = RandomValues(count * layer.row_factor * layer.col_factor, &random);
        ReferenceLayer exact = {interpolation, coordinates, layer.row_factor, layer.col_factor, false, false};
        ExpectNear(TensorFlowForward(layer, shape, in), Reference(exact, dims, {in.begin(), in.end()}), tolerance,
                   NameOf(layer, shape));
        exact.gradient = true;
        if (area) continue;
        ExpectNear(TensorFlowGradient(layer, shape, dy), Reference(exact, dims, {dy.begin(), dy.end()}), tolerance,
                   "gradient of " + NameOf(layer, shape));
      }
    }
  }
}

TEST(TensorFlow, SpansOfAnAxisHaveOneLength) {
  for (const Coordinates coordinates : {Coordinates::k_half_pixel, Coordinates::k_asymmetric}) {
    for (int64_t target = 0; target < 40; ++target) {
      const TensorFlowWindow window = MakeTensorFlowWindow(Interpolation::k_gaussian, coordinates, 8, 5, target);
      const int64_t begin = window.taps.front().index;
      EXPECT_EQ(static_cast<int64_t>(window.taps.size()) + window.padding, std::min<int64_t>(5, 8 - begin));
    }
  }
}

// An infinity is multiplied by the zeros that fill up the span.
TEST(TensorFlow, PixelsOfWeightZeroTurnInfinityIntoNaN) {
  const TensorFlowLayer layer = {Interpolation::k_gaussian, Coordinates::k_half_pixel, 1, 1};
  const std::vector<float> out = TensorFlowForward(layer, {1, 1, 8, 1}, {0, 0, 0, 0, 0, INFINITY, 0, 0});
  const std::vector<bool> nan = {false, false, true, true, false, false, false, false};
  const std::vector<bool> infinite = {false, false, false, false, true, true, true, false};
  for (size_t i = 0; i < out.size(); ++i) {
    EXPECT_EQ(std::isnan(out[i]), nan[i]) << i;
    EXPECT_EQ(std::isinf(out[i]), infinite[i]) << i;
  }
}

TEST(TensorFlow, BilinearCopiesOnlyWhereNoAxisGrows) {
  const TensorFlowShape shape = {1, 1, 2, 1};
  const TensorFlowLayer copy = {Interpolation::k_bilinear, Coordinates::k_half_pixel, 1, 1};
  EXPECT_TRUE(std::signbit(TensorFlowForward(copy, shape, {-0.0f, INFINITY})[0]));
  EXPECT_EQ(TensorFlowForward(copy, shape, {-0.0f, INFINITY})[1], INFINITY);
  const TensorFlowLayer rows = {Interpolation::k_bilinear, Coordinates::k_half_pixel, 2, 1};
  EXPECT_FALSE(std::signbit(TensorFlowForward(rows, shape, {-0.0f, INFINITY})[0]));
  EXPECT_TRUE(std::isnan(TensorFlowForward(rows, shape, {-0.0f, INFINITY})[1]));
}

TEST(TensorFlow, IntegersAreRoundedHalfToEvenAndSaturated) {
  const TensorFlowLayer layer = {Interpolation::k_bicubic, Coordinates::k_half_pixel, 2, 2};
  const uint8_t in[] = {0, 1, 254, 255};
  const std::vector<uint8_t> out = TensorFlowElements(layer, {1, 2, 2, 1}, Dtype::k_uint8, Dtype::k_uint8, in);
  EXPECT_EQ(out.front(), 0);
  EXPECT_EQ(out.back(), 255);
  const TensorFlowLayer between = {Interpolation::k_bilinear, Coordinates::k_asymmetric, 1, 2};
  const uint8_t pair[] = {1, 2, 3};
  EXPECT_EQ(TensorFlowElements(between, {1, 1, 3, 1}, Dtype::k_uint8, Dtype::k_uint8, pair),
            (std::vector<uint8_t>{1, 2, 2, 2, 3, 3}));
}

#if defined(__GLIBC__) && defined(__GLIBC_PREREQ)
#if __GLIBC_PREREQ(2, 28)
TEST(TensorFlow, SineIsTheCLibrarys) {
  // All numbers up to 16 agree; this is every 997th.
  float top = 16;
  uint32_t end;
  std::memcpy(&end, &top, sizeof(end));
  for (uint32_t bits = 0; bits < end; bits += 997) {
    float y;
    std::memcpy(&y, &bits, sizeof(y));
    ASSERT_TRUE(SameBits(TensorFlowSin(y), std::sin(y))) << y;
  }
}
#endif
#endif

}  // namespace
}  // namespace upsampling2d
