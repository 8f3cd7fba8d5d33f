"""Passwords of ten symbols and more that are tried first, in letters and digits only; digits at the end do not count.

A choice from public lists of leaked passwords, and the words that people in Indonesian offices reach for.
"""

_LISTED = """
1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx3edc 1qazxsw23edc 123qweasdzxc 1234qwerty qazwsxedc qazwsxedcrfv qwertyuiop
qwerty qwertyuiopasdf asdfghjkl asdfghjklzxcvbnm zxcvbnm zxcvbnmasd asdfqwer qweasdzxc qwerasdf q1w2e3r4t5
a1b2c3d4e5 abcd1234567890 abcdef abc aaa password passw0rd p4ssw0rd p455w0rd pa55word passwordpassword mypassword
newpassword password1password admin administrator adminadmin superadmin adminweb root rootroot toor user username
guest default changeme welcome welcometo letmein letmeinnow login loginlogin master monkey dragon sunshine princess
football baseball superman batman trustno iloveyou iloveyouforever ilovegod jesuschrist jesusislord jesusismylord
computer internet whatever starwars blink michael jennifer charlie liverpool manchester manchesterunited barcelona
realmadrid juventus arsenal chelsea naruto narutouzumaki pokemon doraemon
katasandi katasandiku sandi sandiku katakunci rahasia rahasiaku rahasianegara sangatrahasia tidaktahu lupasandi
lupalagi lupapassword gantipassword passwordbaru sandibaru katasandibaru bismillah bismillahirrahmanirrahim
alhamdulillah allahuakbar subhanallah astaghfirullah assalamualaikum insyaallah mashaallah muhammad muhammadsaw
tuhanyesus yesuskristus tuhanbaik tuhanbesertaku puji tuhan pujituhan haleluya hallelujah salamsejahtera
indonesia indonesiaku indonesiaraya indonesiamerdeka merdeka merdekaataumati pancasila bhinnekatunggalika garuda
garudaindonesia garudapancasila nusantara republikindonesia proklamasi sumpahpemuda tanahair tanahairku merahputih
jakarta jakartaku bandung surabaya semarang yogyakarta makassar kupang kupangku salatiga sorong papua papuabarat
nusatenggaratimur nusatenggara jawatengah jawabarat jawatimur kalimantan sumatera sulawesi balibali
sayang sayangku sayangkamu sayangmama sayangibu sayangbapak akusayangkamu akucintakamu cintaku cintasejati
kekasihku kamukamu selamanya sayangselamanya bundaku mamaku mamapapa papamama ayahbunda ibubapak keluargaku
keluargabahagia bahagia bahagiaselalu semangat semangatpagi semangatkerja selamatpagi selamatdatang terimakasih
pegawai pegawainegeri pegawainegerisipil pnsindonesia asnindonesia asnberakhlak berakhlak banggamelayanibangsa
korpri korprijaya kopri aparatur abdinegara abdimasyarakat pelayanpublik pelayananprima pemda pemkot pemkab pemprov
pemerintah pemerintahkota walikota bupati gubernur presiden presidenjokowi camat lurah sekretariat kepegawaian
bkpsdm bkpsdmkota bkdprovinsi simpeg siasn myasn siasnbkn elearning elearningasn belajar belajarasn belajarterus
pelatihan diklat bimtek sertifikat kantor kantorku komputer laptopku handphone samsung samsunggalaxy iphone xiaomi
android whatsapp facebook instagram youtube google googlechrome gmail gmailcom tiktok shopee tokopedia gojek
test testing testtest testing123test coba cobacoba cobasaja demo demodemo contoh contohcontoh
"""
COMMON = frozenset(_LISTED.split())
