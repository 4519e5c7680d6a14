"""Readings that one character alone does not tell: words and surnames (多音字).

The table of single characters gives the reading a name most often has; these two lists hold the exceptions that
occur in names of places, companies and people. Extend them here; the words win over the single characters.
"""

from typing import Final

_WORDS: Final = """
重庆 chong qing|重阳 chong yang|重启 chong qi|重复 chong fu|重生 chong sheng|重建 chong jian|重组 chong zu
九重 jiu chong|长子 zhang zi|成长 cheng zhang|生长 sheng zhang|增长 zeng zhang|店长 dian zhang|校长 xiao zhang
院长 yuan zhang|董事长 dong shi zhang|会长 hui zhang|家长 jia zhang|部长 bu zhang|厂长 chang zhang|局长 ju zhang
处长 chu zhang|科长 ke zhang|行长 hang zhang|站长 zhan zhang|组长 zu zhang|队长 dui zhang|船长 chuan zhang
首长 shou zhang|银行 yin hang|商行 shang hang|行业 hang ye|行情 hang qing|分行 fen hang|支行 zhi hang
总行 zong hang|车行 che hang|洋行 yang hang|药行 yao hang|粮行 liang hang|茶行 cha hang|同行 tong hang
内行 nei hang|五金行 wu jin hang|行家 hang jia|发展银行 fa zhan yin hang|太行 tai hang|家电行 jia dian hang
珠宝行 zhu bao hang|拍卖行 pai mai hang|电器行 dian qi hang|音乐 yin yue|乐器 yue qi|乐队 yue dui|乐团 yue tuan
乐谱 yue pu|声乐 sheng yue|乐清 yue qing|乐亭 lao ting|交响乐 jiao xiang yue|西藏 xi zang|藏药 zang yao
藏医 zang yi|藏族 zang zu|宝藏 bao zang|地藏 di zang|朝霞 zhao xia|今朝 jin zhao|朝晖 zhao hui|朝夕 zhao xi
会计 kuai ji|财会 cai kuai|会稽 kuai ji|大厦 da sha|商厦 shang sha|广厦 guang sha|六安 lu an|东阿 dong e
铅山 yan shan|番禺 pan yu|大埔 da bu|单县 shan xian|解州 xie zhou|枞阳 zong yang|涡阳 guo yang|泌阳 bi yang
荥经 ying jing|莘庄 xin zhuang|浚县 xun xian|尉犁 yu li|蔚县 yu xian|洪洞 hong tong|牟平 mu ping|中牟 zhong mu
柏林 bo lin|吐蕃 tu bo|繁峙 fan shi|龟兹 qiu ci|阿房 e pang|大城县 dai cheng xian|大夫 dai fu|供给 gong ji
给水 ji shui|给排水 ji pai shui|传记 zhuan ji|自传 zi zhuan|水浒传 shui hu zhuan|便宜 pian yi|投降 tou xiang
率先 shuai xian|率领 shuai ling|薄荷 bo he|厚薄 hou bo|角色 jue se|主角 zhu jue|睡觉 shui jiao|校对 jiao dui
校准 jiao zhun|校验 jiao yan|校正 jiao zheng|勒索 le suo|弥勒 mi le|关卡 guan qia|地壳 di qiao|咖喱 ga li
呼吁 hu yu|没收 mo shou|模具 mu ju|模样 mu yang|模板 mu ban|模子 mu zi|注模 zhu mu|奇数 ji shu|亲家 qing jia
刹那 cha na|罗刹 luo cha|星宿 xing xiu|盛饭 cheng fan|拓片 ta pian|拓本 ta ben|提防 di fang|委蛇 wei yi
纤夫 qian fu|巷道 hang dao|殷红 yan hong|包扎 bao za|轧钢 zha gang|择菜 zhai cai|爪子 zhua zi|着陆 zhuo lu
着装 zhuo zhuang|沉着 chen zhuo|执着 zhi zhuo|都是 dou shi|全都 quan dou|曾经 ceng jing|未曾 wei ceng
萝卜 luo bo|湖泊 hu po|梁山泊 liang shan po|血泊 xue po|仿佛 fang fu|粘贴 zhan tie|粘合 zhan he|牲畜 sheng chu
家畜 jia chu|雪茄 xue jia|鸭绿江 ya lu jiang|绿林 lu lin|露面 lou mian|率真 shuai zhen|蛤蚧 ge jie
还原 huan yuan|归还 gui huan|偿还 chang huan|还款 huan kuan|参差 cen ci|人参 ren shen|海参 hai shen
党参 dang shen|西洋参 xi yang shen|参茸 shen rong|玄参 xuan shen|差旅 chai lv|出差 chu chai|称心 chen xin
对称 dui chen|匀称 yun chen|弹簧 tan huang|弹力 tan li|弹性 tan xing|的士 di shi|目的 mu di|标的 biao di
厌恶 yan wu|可恶 ke wu|单于 chan yu|稽首 qi shou|枸橼 ju yuan|桔梗 jie geng|尉迟 yu chi|万俟 mo qi|澹台 tan tai
长孙 zhang sun|空调 kong tiao|调味 tiao wei|调料 tiao liao|调节 tiao jie|调整 tiao zheng|调和 tiao he
协调 xie tiao|调解 tiao jie|调试 tiao shi|调理 tiao li|调光 tiao guang|烹调 peng tiao|调酒 tiao jiu
调配 tiao pei
"""

_SURNAMES: Final = """
单 shan|仇 qiu|区 ou|解 xie|查 zha|朴 piao|盖 ge|种 chong|覃 qin|乐 yue|员 yun|祭 zhai|秘 bi|折 she|召 shao
繁 po|隗 wei|郗 chi|薄 bo
"""


def _read(lines: str) -> dict[str, tuple[str, ...]]:
    entries = (entry.split() for entry in lines.strip().replace("\n", "|").split("|"))
    return {word: tuple(syllables) for word, *syllables in entries}


WORDS: Final = _read(_WORDS)
SURNAMES: Final = {name: syllables[0] for name, syllables in _read(_SURNAMES).items()}
LONGEST_WORD: Final = max(map(len, WORDS))
HEADS: Final = frozenset(word[0] for word in WORDS)
