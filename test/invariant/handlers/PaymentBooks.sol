// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {CurrencyExchange} from "../../../contracts/payments/CurrencyExchange.sol";
import {ISettlementToken} from "../../../contracts/payments/ISettlementToken.sol";
import {SettlementToken} from "../../../contracts/payments/SettlementToken.sol";
import {PaymentsTest} from "../../payments/PaymentsTest.sol";
import {Purse} from "../../payments/doubles/Purse.sol";

/// @notice The books that the handlers keep beside the moneys and the exchange, from the calls that went through.
abstract contract PaymentBooks is PaymentsTest {
    /// @notice The alliance's moneys: two in EUR, one in CNY, and the reserve of the two in EUR.
    SettlementToken[4] public tokens;
    CurrencyExchange public exchange;
    /// @notice Everyone who may come to hold money: accounts, custodians, and a stranger, who never should.
    address[] public holders;

    mapping(address holder => uint256 key) internal _keys;
    mapping(address holder => uint256 organisation) internal _owners;
    mapping(SettlementToken token => uint256 supplyMinor) internal _supplies;
    mapping(SettlementToken token => mapping(address payer => mapping(uint256 day => uint256 paidMinor)))
        internal _paid;
    mapping(SettlementToken token => mapping(address payer => mapping(uint256 nonce => bool used)))
        internal _used;
    mapping(SettlementToken token => mapping(uint256 quarantineId => uint256 amountMinor)) internal _held;
    /// @dev The highest limits that were in force for a class today.
    mapping(SettlementToken token => mapping(uint8 limitClass => ISettlementToken.Limits limits))
        internal _peaks;
    mapping(SettlementToken token => mapping(address account => uint8 limitClass)) internal _classes;
    mapping(address maker => mapping(uint256 nonce => bool used)) internal _quotes;
    uint256 private _serial;

    constructor(SettlementToken[4] memory tokens_, CurrencyExchange exchange_) {
        tokens = tokens_;
        exchange = exchange_;
        for (uint256 i = 1; i <= 7; ++i) {
            _enter("operator", i);
            _enter("deputy", i);
        }
        _keys[stranger()] = keyNamed("stranger");
        holders.push(stranger());
        holders.push(address(new Purse()));
        holders.push(address(new Purse()));
        for (uint256 t = 0; t < 4; ++t) {
            _supplies[tokens[t]] = tokens[t].totalSupply();
            for (uint8 c = 0; c < 3; ++c) _peaks[tokens[t]][c] = tokens[t].limitsFor(c);
        }
    }

    /* Reading the books */

    function holderCount() external view returns (uint256) {
        return holders.length;
    }

    function supplyBooked(SettlementToken token) external view returns (uint256) {
        return _supplies[token];
    }

    function paidBooked(SettlementToken token, address payer) external view returns (uint256) {
        return _paid[token][payer][timeNow() / 1 days];
    }

    function isUsedBooked(SettlementToken token, address payer, uint256 nonce) external view returns (bool) {
        return _used[token][payer][nonce];
    }

    function heldBooked(SettlementToken token, uint256 quarantineId) external view returns (uint256) {
        return _held[token][quarantineId];
    }

    function isQuoteUsedBooked(address maker, uint256 nonce) external view returns (bool) {
        return _quotes[maker][nonce];
    }

    /* Keeping them */

    /// @dev A payment that counts towards limits went through. Nobody pays who may not, or more than it may.
    function _bookPayment(SettlementToken token, address payer, uint256 amount) internal {
        ISettlementToken.AccountState memory state = token.holdingOf(payer);
        assertFalse(state.frozen, "a frozen account paid");
        if (state.custodian) return;
        assertTrue(registry.isMember(payer), "an account paid that may not act");
        uint256 today = timeNow() / 1 days;
        _paid[token][payer][today] += amount;
        ISettlementToken.Limits memory peak = _peaks[token][_classes[token][payer]];
        assertTrue(amount <= peak.perPaymentMinor, "limit of a payment");
        assertTrue(_paid[token][payer][today] <= peak.perDayMinor, "limit of a day");
    }

    /// @dev Money came to an account. Nobody receives who may not.
    function _checkReceipt(SettlementToken token, address payee) internal view {
        ISettlementToken.AccountState memory state = token.holdingOf(payee);
        assertFalse(state.frozen, "a frozen account received");
        if (state.custodian) assertTrue(token.isCustodian(payee), "a dismissed custodian received");
        else assertTrue(registry.isMember(payee), "an account received that may not act");
    }

    function _bookNonce(SettlementToken token, address payer, uint256 nonce) internal {
        assertFalse(_used[token][payer][nonce], "a nonce was used twice");
        _used[token][payer][nonce] = true;
    }

    /// @dev If the count went up, the newest quarantined payment is entered.
    function _bookHeld(SettlementToken token, uint256 amount) internal {
        uint256 newest = token.quarantineCount();
        assertEq(_held[token][newest], 0, "a quarantine number was given twice");
        _held[token][newest] = amount;
    }

    function _raisePeak(SettlementToken token, uint8 limitClass) internal {
        ISettlementToken.Limits memory now_ = token.limitsFor(limitClass);
        ISettlementToken.Limits storage peak = _peaks[token][limitClass];
        if (now_.perPaymentMinor > peak.perPaymentMinor) peak.perPaymentMinor = now_.perPaymentMinor;
        if (now_.perDayMinor > peak.perDayMinor) peak.perDayMinor = now_.perDayMinor;
    }

    /// @dev On a new day, only the present limits are in force.
    function _resetPeaks() internal {
        for (uint256 t = 0; t < 4; ++t) {
            for (uint8 c = 0; c < 3; ++c) _peaks[tokens[t]][c] = tokens[t].limitsFor(c);
        }
    }

    /* Choosing */

    function _someToken(uint256 seed) internal view returns (SettlementToken) {
        return tokens[seed % 4];
    }

    function _someone(uint256 seed) internal view returns (address) {
        return holders[seed % holders.length];
    }

    /// @dev Mostly what the holder can afford, sometimes everything or more.
    function _someAmount(
        SettlementToken token,
        address holder,
        uint256 seed
    ) internal view returns (uint256) {
        uint256 balance = token.balanceOf(holder);
        if (seed % 16 == 0) return balance;
        if (seed % 16 == 1) return balance + 1;
        return seed % (balance / 4 + 2);
    }

    /// @dev Mostly an operator of the bank, sometimes anyone.
    function _someIssuer(SettlementToken token, uint256 seed) internal view returns (address) {
        return seed % 8 == 0 ? _someone(seed >> 8) : issuerOf(token);
    }

    function _isIssuer(SettlementToken token, address caller) internal view returns (bool) {
        return token.issuer() == registry.organisationOfAccount(caller) && registry.isMember(caller);
    }

    function _fresh() internal returns (bytes32) {
        return keccak256(abi.encode("fresh", ++_serial));
    }

    /// @dev Calls in the name of an account or, for custodians, through them.
    function _attempt(
        address caller,
        address target,
        bytes memory call
    ) internal returns (bool done, bytes memory answer) {
        if (caller.code.length != 0) {
            (done, answer) = caller.call(abi.encodeCall(Purse.run, (target, call)));
            if (done) answer = abi.decode(answer, (bytes));
            return (done, answer);
        }
        vm.prank(caller);
        (done, answer) = target.call(call);
    }

    function _enter(string memory role, uint256 organisation) private {
        address holder = accountOf(role, organisation);
        holders.push(holder);
        _keys[holder] = keyOf(role, organisation);
        _owners[holder] = organisation;
    }
}
